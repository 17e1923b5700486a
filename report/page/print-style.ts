/** On paper: no scroll boxes, no figure cut in two, links as words. */
export const PRINT_STYLE = `
@page{margin:16mm 15mm}
@media print{
body{font-size:10.5pt}
main{max-width:none;padding:0}
h2{break-after:avoid;margin-top:32px}
h3{break-after:avoid}
dl,figure,.finding,.panel,tr,.scroll:not(.tall){break-inside:avoid}
figure:has(.pair>.panel:nth-child(3)){break-inside:auto}
.panels.pair{grid-template-columns:1fr 1fr}
.panels.small{grid-template-columns:repeat(4,1fr)}
.scroll,.scroll.tall{max-height:none;overflow:visible;border:0}
thead th{position:static}
thead{display:table-header-group}
table{font-size:8pt}
th,td{padding:3px 6px}
td[colspan]{min-width:0}
pre{white-space:pre-wrap}
.csv{display:none}
a{color:inherit;text-decoration:none}
}
`;
