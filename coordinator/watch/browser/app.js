// @ts-check
/** The page: keeps the parts that it was sent, draws those that changed, and says when the command has gone. */
/** @import { ChoicePart, LeadPart, RunPart, SquarePart, ThroughputPart, TroublePart, WorkerPart } from '../view.ts' */
import { listen } from './connection.js';
import { drawCurves } from './curves.js';
import { byId, setText } from './dom.js';
import { drawLead, showReport } from './lead.js';
import { drawTroubles, drawWorkers } from './lists.js';
import { drawMeans } from './means.js';
import { Squares } from './squares.js';
import { drawThroughput } from './throughput.js';

/** @type {Record<string, unknown>} */
let parts = {};
/** Parts that are to be drawn anew.
 * @type {Set<string>} */
const changed = new Set();
/** @type {Squares | undefined} */
let squares;
let asked = false;
let ended = false;

const run = () => /** @type {RunPart} */ (parts.run);
const lead = () => /** @type {LeadPart} */ (parts.lead);
const choices = () => run().choices.map((_, index) => /** @type {ChoicePart} */ (parts[`choices/${index}`]));

/**
 * Takes parts in, and has them drawn before the next frame.
 * @param {Record<string, unknown>} news
 * @param {boolean} whole
 */
function take(news, whole) {
  if (whole) parts = {};
  Object.assign(parts, news);
  for (const name of Object.keys(news)) changed.add(name);
  if (whole) changed.add('run');
  if (!asked) requestAnimationFrame(draw);
  asked = true;
  if (['done', 'interrupted', 'failed'].includes(lead().phase)) void end();
}

function draw() {
  asked = false;
  if (changed.has('run')) {
    setText(byId('about'), run().about);
    const place = squares?.focused;
    squares = new Squares(byId('squares'), run());
    if (place) squares.focus(place);
    // One epoch is no curve; the grid has the numbers.
    byId('curves').hidden = run().epochs < 2;
  }
  for (const name of changed) {
    const [kind, index = ''] = name.split('/');
    if (kind === 'squares') squares?.drawSquare(Number(index), /** @type {SquarePart} */ (parts[name]));
    if (kind === 'choices') squares?.drawChoice(Number(index), /** @type {ChoicePart} */ (parts[name]));
  }
  squares?.drawn();
  drawLead(lead(), run());
  const choicesChanged = [...changed].some((name) => name.startsWith('choices/'));
  if (choicesChanged) drawMeans(byId('mean-chart'), run(), choices());
  if (choicesChanged && run().epochs > 1) drawCurves(byId('curve-charts'), run(), choices());
  if (changed.has('throughput'))
    drawThroughput(byId('throughput-chart'), /** @type {ThroughputPart} */ (parts.throughput));
  if (changed.has('workers')) drawWorkers(byId('worker-list'), /** @type {WorkerPart[]} */ (parts.workers));
  if (changed.has('troubles'))
    drawTroubles(byId('trouble-list'), /** @type {TroublePart[]} */ (parts.troubles));
  changed.clear();
}

/** The last word has come: takes the report along, hangs up, and so lets the command end. */
async function end() {
  if (ended) return;
  ended = true;
  const { report } = lead();
  if (report !== null) {
    const copy = await fetch('/report').then(
      (response) => (response.ok ? response.blob() : undefined),
      () => undefined,
    );
    showReport(report, copy);
  }
  hangUp();
  sayConnection(true);
}

/** @param {boolean} up */
function sayConnection(up) {
  const lost =
    'Connection lost: the command has ended or does not answer. What is shown is what it last said. Trying again.';
  setText(byId('connection'), up || ended ? '' : lost);
}

const first = byId('first');
take(JSON.parse(first.textContent ?? '{}'), true);
draw();
const hangUp = listen(first.dataset.id ?? '', { parts: take, line: sayConnection });
new ResizeObserver(() => {
  for (const name of ['throughput', 'choices/0']) changed.add(name);
  if (!asked) requestAnimationFrame(draw);
  asked = true;
}).observe(document.body);
