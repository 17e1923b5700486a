/** Type, spacing and tables. One column of text, wide enough for two charts side by side. */
export const LAYOUT_STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
main{max-width:784px;margin:0 auto;padding:48px 16px 96px}
header{margin-bottom:40px}
h1{font-size:2rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 10px}
h2{font-size:1.35rem;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:64px 0 12px}
h3{font-size:1.02rem;font-weight:650;margin:0 0 6px}
p{margin:0 0 12px;max-width:68ch}
sub{line-height:0}
.scroll+h3{margin-top:32px}
ul{margin:0 0 12px;padding-left:1.2em}
li{max-width:68ch}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em}
code{overflow-wrap:anywhere}
abbr{text-decoration:none}
.quiet{color:var(--quiet)}
.kicker{color:var(--quiet);font-size:.875rem;margin:0 0 4px}
.verdict{font-size:1.3rem;line-height:1.45;letter-spacing:-.005em;max-width:58ch;text-wrap:pretty}
.name{font-weight:600}
@media (max-width:560px){.name{white-space:normal}}
section:first-of-type h2{margin-top:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.alarm{border-left:4px solid var(--alarm);background:var(--alarm-paper);padding:16px 20px 10px;margin:0 0 40px}
.alarm h2{color:var(--alarm);margin:0 0 6px;font-size:1.2rem}
.scroll{overflow-x:auto;margin:8px 0 20px;background:linear-gradient(to right,var(--paper) 40%,transparent) 0 0/32px 100% no-repeat local,linear-gradient(to left,var(--paper) 40%,transparent) 100% 0/32px 100% no-repeat local,linear-gradient(to right,var(--rule),transparent) 0 0/10px 100% no-repeat scroll,linear-gradient(to left,var(--rule),transparent) 100% 0/10px 100% no-repeat scroll}
@media screen and (min-width:832px){.scroll{width:max-content;min-width:100%;max-width:calc(100vw - 48px);margin-left:50%;transform:translateX(-50%)}}
.scroll.tall{max-height:75vh;overflow:auto;border-block:1px solid var(--rule)}
.scroll:focus-visible,pre:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;font-size:.875rem;line-height:1.4;min-width:100%}
th,td{text-align:left;padding:5px 10px;border-bottom:1px solid var(--grid);vertical-align:top;white-space:nowrap}
th:first-child,td:first-child{padding-left:2px}
thead th{font-weight:500;color:var(--quiet);border-bottom:1px solid var(--rule);background:var(--paper);position:sticky;top:0;z-index:1}
tbody th{font-weight:500}
td[colspan]{white-space:normal;min-width:18em}
.number{text-align:right;font-variant-numeric:tabular-nums}
.trials{font-size:.8125rem}
.trials th,.trials td{padding:4px 7px}
.failed td[colspan],.failed b{color:var(--alarm)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:8px 24px;margin:0 0 28px}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
pre{overflow-x:auto;padding:14px 16px;background:var(--shade);border-radius:6px;line-height:1.5;margin:0}
.finding{margin:20px 0 28px}
@media (max-width:560px){main{padding-top:28px}h1{font-size:1.65rem}h2{margin-top:48px}.verdict{font-size:1.15rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:10px}}
`;
