/** The part of the stylesheet that forms, decisions and keys need. */
export const FORM_STYLE = `
form.tall { flex-direction: column; align-items: stretch; max-width: 22rem; }
form.inline { display: inline-flex; margin: 0 0 0 .5rem; }
form.decide { display: block; }
fieldset.bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0; padding: .5rem .75rem .75rem; border: 1px solid var(--line); border-radius: .2rem; background: var(--soft); min-width: 0; }
legend { font-size: .85rem; color: var(--quiet); padding: 0 .25rem; }
.done { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem; background: var(--soft); border-left: 4px solid var(--good); padding: .4rem .75rem; margin: .5rem 0; }
.done p { margin: 0; }
.undone { text-decoration: line-through; color: var(--quiet); }
.entries { list-style: none; padding-left: 0; }
.queue tr:focus-within { background: var(--soft); box-shadow: inset 4px 0 0 var(--link); }
.queue tr.decided th a::before { content: "\\2713\\a0"; color: var(--good); }
.queue .date { white-space: nowrap; } .queue .why { color: var(--quiet); font-size: .9em; min-width: 16rem; }
.queue input[type=checkbox] { width: 1.15rem; height: 1.15rem; }
kbd { font: .9em ui-monospace, monospace; border: 1px solid var(--line); border-radius: .2rem; padding: 0 .3rem; background: var(--soft); color: var(--ink); }
button.keys { margin-top: 1rem; }
dialog { color: var(--ink); background: var(--paper); border: 1px solid var(--quiet); border-radius: .3rem; max-width: min(26rem, 92vw); max-height: 90vh; overflow: auto; }
dialog::backdrop { background: rgb(0 0 0 / .4); }
dialog .title { font-weight: 600; margin: 0 0 .5rem; }
.choices { display: grid; gap: .25rem; } .choices button { text-align: left; }
label.check { flex-direction: row; align-items: center; gap: .4rem; margin: .5rem 0; }
.said-aloud { position: fixed; left: 1rem; bottom: 1rem; right: 1rem; width: fit-content; max-width: 40rem; margin: 0 auto; padding: .5rem .75rem; background: var(--ink); color: var(--paper); border-radius: .3rem; }
.said-aloud:empty { display: none; }
@media print { .bar, .done, button.keys, .said-aloud, .queue input { display: none; } }
`;
