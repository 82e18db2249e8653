/** The one stylesheet: readable, light and dark, on a phone and on paper. */
import { createHash } from 'node:crypto';
import { FORM_STYLE } from './style-forms.ts';

/** Figures of reports: the names of their classes stand in reports/render/html.ts. */
const FIGURES = `
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
.fill0 { fill: var(--c0); color: var(--c0); } .line0 { stroke: var(--c0); }
.fill1 { fill: var(--c1); color: var(--c1); } .line1 { stroke: var(--c1); }
.fill2 { fill: var(--c2); color: var(--c2); } .line2 { stroke: var(--c2); }
.fill3 { fill: var(--c3); color: var(--c3); } .line3 { stroke: var(--c3); }
.fill4 { fill: var(--c4); color: var(--c4); } .line4 { stroke: var(--c4); }
.fill5 { fill: var(--c5); color: var(--c5); } .line5 { stroke: var(--c5); }
.axis { stroke: var(--line); } .edge { stroke: var(--quiet); fill: none; }
.node rect { fill: var(--soft); stroke: var(--quiet); } .node.done rect { fill: var(--good-bg); }
.node.stuck rect { fill: var(--bad-bg); }
`;

export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1b1c1d; --paper: #fff; --soft: #f4f4f1; --quiet: #55585c; --line: #d0d0cb; --link: #0a4f94;
  --good: #125a29; --good-bg: #e0f2e4; --bad: #8f1717; --bad-bg: #fbe4e4; --wait: #6b4700; --wait-bg: #fbf0d5;
  --add: #e2f4e6; --del: #fce7e7; --mark: #fff3b8;
  --c0: #2f6f9f; --c1: #8a6d1d; --c2: #77777a; --c3: #7a4f8f; --c4: #3f7d4e; --c5: #a0522d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e7e7e4; --paper: #151617; --soft: #202224; --quiet: #adb0b3; --line: #43464a; --link: #8dbcf2;
    --good: #8bdb9e; --good-bg: #14301c; --bad: #f5a5a5; --bad-bg: #3d1a1a; --wait: #ecc878; --wait-bg: #352a10;
    --add: #15301c; --del: #3b1b1c; --mark: #4c4310;
    --c0: #6fb1e0; --c1: #d3b153; --c2: #a4a4a8; --c3: #c398d8; --c4: #7cc78d; --c5: #e0946c;
  }
}
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0; overflow-wrap: anywhere; }
header, main, footer { max-width: 78rem; margin: 0 auto; padding: 0 1rem; }
main:focus { outline: 0; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; padding-block: .6rem; border-bottom: 1px solid var(--line); }
.home { font-weight: 700; color: var(--ink); text-decoration: none; }
nav ul, .row { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; padding: .15rem 0; display: inline-block; }
nav a:hover { text-decoration: underline; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin-left: auto; }
.tools input[type=search] { width: 11rem; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
[aria-current] { font-weight: 600; }
nav [aria-current] { border-bottom: 2px solid currentColor; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; background: var(--paper); padding: .5rem; z-index: 1; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.25rem 0 .75rem; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
p { margin: .5rem 0; }
.past { background: var(--wait-bg); color: var(--wait); padding: .35rem .6rem; border-radius: .2rem; }
.past a { color: inherit; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0; }
header form { margin: 0; align-items: center; }
label { display: flex; flex-direction: column; font-size: .85rem; color: var(--quiet); min-width: 0; max-width: 100%; }
input, select, button { font: inherit; padding: .25rem .5rem; color: var(--ink); background: var(--paper); border: 1px solid var(--quiet); border-radius: .2rem; min-width: 0; max-width: 100%; }
header input, header button { font-size: .9rem; }
button { background: var(--soft); cursor: pointer; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { vertical-align: bottom; font-size: .85rem; color: var(--quiet); }
thead th a { color: inherit; }
tbody th { font-weight: 500; min-width: 9rem; }
.stack tbody th { min-width: 16rem; }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
time, .date { white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } .text { overflow-wrap: anywhere; min-width: 16rem; }
.good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
.quiet, cite, figcaption, .count { color: var(--quiet); font-style: normal; font-weight: 400; }
cite, small { font-size: .85em; }
.chip { display: inline-block; padding: 0 .45rem; border-radius: .7rem; font-size: .85rem; background: var(--soft); color: var(--ink); border: 1px solid var(--line); white-space: nowrap; }
.chip.good { background: var(--good-bg); color: var(--good); border-color: transparent; }
.chip.bad { background: var(--bad-bg); color: var(--bad); border-color: transparent; }
.chip.wait { background: var(--wait-bg); color: var(--wait); border-color: transparent; }
.inferred { font-style: italic; text-decoration: underline dotted; text-underline-offset: .2em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; }
blockquote { margin: .3rem 0; padding-left: .75rem; border-left: 3px solid var(--line); color: var(--quiet); }
ul, ol { padding-left: 1.4rem; margin: .5rem 0; } li { margin: .2rem 0; }
ul.plain { list-style: none; padding-left: 0; } ul.tree { list-style: none; padding-left: .9rem; border-left: 1px solid var(--line); } ul.tree.top { border: 0; padding-left: 0; }
code, kbd { font: .9em ui-monospace, monospace; }
pre { background: var(--soft); padding: .75rem; font: .85rem/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 8; margin: .5rem 0; border-radius: .2rem; }
pre span { display: block; }
pre.joined { margin: 0; border-radius: 0; padding-block: 0; }
.add { background: var(--add); } .del { background: var(--del); } .hunk, .quote, .meta { color: var(--quiet); } .meta { font-weight: 600; }
mark { background: var(--mark); color: inherit; }
.remark { border: 1px solid var(--line); border-left: 4px solid var(--quiet); border-radius: .2rem; padding: .4rem .75rem; margin: .4rem 0 .4rem 1.5rem; background: var(--paper); }
.remark.open { border-left-color: var(--bad); } .remark.answered { border-left-color: var(--c1); } .remark.acknowledged { border-left-color: var(--good); }
.remark p { margin: .2rem 0; } .said { white-space: pre-wrap; }
${Array.from({ length: 12 }, (_, at) => `.d${at + 1} { margin-left: ${((at + 1) * 0.9).toFixed(1)}rem; }`).join(' ')}
.thread li { border-left: 1px solid var(--line); padding-left: .4rem; margin-block: 0; }
article { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 1.5rem; }
details { margin: .5rem 0; } summary { cursor: pointer; }
.pages { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0; }
footer { margin-top: 3rem; padding-block: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .85rem; }
${FIGURES}${FORM_STYLE}
@media (max-width: 48rem) {
  header { gap: .35rem .75rem; } header nav { order: 1; width: 100%; overflow-x: auto; } header nav ul { flex-wrap: nowrap; white-space: nowrap; }
  .tools { order: 2; margin-left: 0; width: 100%; flex-wrap: nowrap; gap: .5rem; } .tools form { flex: 1 1 50%; min-width: 0; flex-wrap: nowrap; } .tools label { flex: 1; } .tools input, .tools input[type=search] { width: 100%; }
  .tools form:first-child button { display: none; } .tools form + form { flex: 1 0 13.5rem; } .home { flex: 1; }
  .stack tbody th { min-width: 0; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack, .stack tbody, .stack tr { display: block; }
  .stack tr { border-bottom: 1px solid var(--line); padding: .5rem 0; display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
  .stack th, .stack td { display: block; border: 0; padding: .1rem 0; text-align: left; min-width: 0; overflow-wrap: anywhere; }
  .stack th { flex: 1 0 100%; order: -1; }
  .stack td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .85rem; }
  .stack td:empty { display: none; }
  th, td { padding: .3rem .35rem; }
  .filters label { flex: 1 1 40%; } .filters input, .filters select { width: 100%; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; }
  .remark { margin-left: 0; } article { margin-left: 0; }
  ${Array.from({ length: 12 }, (_, at) => `.d${at + 1} { margin-left: ${((at + 1) * 0.35).toFixed(2)}rem; }`).join(' ')}
}
@media print {
  header nav, form, .skip, .pages, .tools { display: none; }
  body { font-size: 9.5pt; line-height: 1.35; } h1 { margin-top: 0; font-size: 14pt; } h2 { margin-top: .9rem; font-size: 11pt; }
  a { color: inherit; text-decoration: none; } main, header, footer { max-width: none; padding: 0; }
  header, footer { border: 0; padding: 0; margin: 0; }
  h2, h3 { break-after: avoid; } li, tr, figure, .remark { break-inside: avoid; } li { margin: 0; }
}
`;

/** The digest makes it another file whenever it changes, so that browsers may keep it for ever. */
export const styleHref = `/style.css?${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}`;
