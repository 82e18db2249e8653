/** The one stylesheet: readable, light and dark, on a phone and on paper. */
export const STYLE = `:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#f3f3f0;--quiet:#555;--line:#c4c4c0;--link:#0a4f94;--good:#14602b;--bad:#9b1c1c;--add:#e3f4e6;--del:#fbe6e6}
@media (prefers-color-scheme:dark){:root{--ink:#e7e7e4;--paper:#151515;--soft:#202020;--quiet:#ababa6;--line:#474747;--link:#8dbcf2;--good:#7fd494;--bad:#f29d9d;--add:#16301c;--del:#3a1b1b}}
*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0;overflow-wrap:anywhere}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:baseline;padding-block:.75rem;border-bottom:1px solid var(--line)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:0;padding:0}
a{color:var(--link)}a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
[aria-current]{font-weight:600}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:var(--paper);padding:.5rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}label{display:flex;flex-direction:column;font-size:.85rem;color:var(--quiet)}
input,select,button{font:inherit;padding:.3rem .5rem;color:var(--ink);background:var(--paper);border:1px solid var(--quiet);border-radius:.2rem;min-width:0;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.95rem}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
th,td{overflow-wrap:break-word}th .quiet{font-weight:400}
.wide{overflow-x:auto}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}.quiet,cite,figcaption{color:var(--quiet);font-style:normal}
cite{font-size:.85em}
pre{background:var(--soft);padding:.75rem;overflow-x:auto;font:.85rem/1.4 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0}
.add{background:var(--add)}.del{background:var(--del)}.hunk{color:var(--quiet)}.quote{color:var(--quiet)}
details{margin:.5rem 0}summary{cursor:pointer}li{margin:.2rem 0}svg{max-width:100%;height:auto}
.inferred{font-style:italic}
footer{margin-top:3rem;padding-block:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.85rem}
@media (max-width:40rem){th,td{padding:.3rem .35rem}.stack thead{display:none}.stack tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}.stack th,.stack td{display:block;border:0;padding:.1rem 0}.stack td[data-label]::before{content:attr(data-label) ": ";color:var(--quiet)}}
@media print{header nav,form,.skip{display:none}body{font-size:10pt}a{color:inherit;text-decoration:none}main,header,footer{max-width:none;padding:0}h2{break-after:avoid}li,tr{break-inside:avoid}}
`;
