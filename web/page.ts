import { type Html, html, trusted } from '../report/html.ts';
import type { Manifest } from '../study/manifest.ts';
import { trainedWith } from '../study/training-words.ts';
import type { Message } from './followed.ts';
import { aboutText } from './grid.ts';

/**
 * The page as it is sent: its frame, and what it shows as data, from which its scripts draw. The data is no
 * script, so that the policy can forbid any script that is no file of ours. Pure.
 */
export function watchPage(manifest: Manifest, { id, data }: Message): string {
  const { study, run } = manifest;
  const trained = trainedWith(study);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${study.name}: fanout</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/app.js"></script>
</head>
<body>
<a class="skip" href="#grid">Skip to the grid</a>
<header>
<p class="kicker">fanout study, live</p>
<h1>${study.name}</h1>
<p class="quiet"><span id="about">${aboutText(manifest)}</span>${trained !== undefined && html`<br>Trained with ${trained}`}<br>Run ${run}</p>
</header>
<main>
<noscript><p class="alarm">This page draws itself with its own scripts, and they are turned off.</p></noscript>
<p id="connection" class="alarm" role="status"></p>
<p id="news" class="unseen" role="status"></p>
${section(
  'lead',
  'So far',
  html`<p class="verdict" id="sentences"></p>
<div id="bar" class="bar" role="progressbar" aria-label="Training done" aria-valuemin="0" aria-valuemax="100"><span></span></div>
<p id="progress" class="facts"></p>
<div id="notes"></div>
<p id="report" hidden></p>`,
)}
<div class="row">
${section('grid', 'Every trial', html`<div id="squares"></div>`)}
${section('means', 'Means', html`<div id="mean-chart"></div>`)}
</div>
${section('curves', 'Learning curves', html`<div id="curve-charts" class="panels pair"></div>`)}
<div class="row">
${section('throughput', 'Throughput', html`<div id="throughput-chart"></div>`)}
${section('workers', 'Workers', html`<div id="worker-list"></div>`)}
</div>
${section('troubles', 'Findings and failures', html`<div id="trouble-list"></div>`)}
</main>
<footer><p class="quiet">This page is served by the command on this machine, to this machine only. It ends with the command; the report stays.</p></footer>
<script type="application/json" id="first" data-id="${id}">${trusted(asScriptData(data))}</script>
</body>
</html>
`.text;
}

function section(id: string, heading: string, body: Html): Html {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>`;
}

/** JSON as the content of a script element that no word of a user ends before its time. */
function asScriptData(json: string): string {
  return json.replace(/</g, '\\u003c');
}
