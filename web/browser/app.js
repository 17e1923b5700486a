// @ts-check
/**
 * The page: keeps the parts that it was sent, draws those that changed, and says when the command has gone.
 */
/** @import { Message } from './line.js' */
/** @import { ArmPart, LeadPart, RunPart, SquarePart } from '../view.ts' */
/** @import { ThroughputPart, TroublePart, WorkerPart } from '../view.ts' */
import { connect } from './connection.js';
import { drawCurves } from './curves.js';
import { byId, setText } from './dom.js';
import { drawLead, showReport } from './lead.js';
import { isFinal } from './line.js';
import { drawTroubles, drawWorkers } from './lists.js';
import { drawMeans } from './means.js';
import { Squares } from './squares.js';
import { drawThroughput } from './throughput.js';

/** @type {Record<string, unknown>} */
let parts = {};
/** Which run is shown, and what of it is known: `page.version`. */
let known = '';
/** Parts that are to be drawn anew.
 * @type {Set<string>} */
const changed = new Set();
/** @type {Squares | undefined} */
let squares;
let asked = false;

const run = () => /** @type {RunPart} */ (parts.run);
const lead = () => /** @type {LeadPart} */ (parts.lead);
const arms = () => run().arms.map((_, index) => /** @type {ArmPart} */ (parts[`arms/${index}`]));

/**
 * Takes parts in, and has them drawn before the next frame.
 * @param {string} id what is known with them
 * @param {Record<string, unknown>} news
 */
function take(id, news) {
  const [page, version] = id.split('.');
  const [pageBefore, versionBefore] = known.split('.');
  if (page === pageBefore && Number(version) <= Number(versionBefore)) return;
  if (page !== pageBefore) parts = {};
  known = id;
  Object.assign(parts, news);
  for (const name of Object.keys(news)) changed.add(name);
  ask();
}

function ask() {
  if (!asked) requestAnimationFrame(draw);
  asked = true;
}

function draw() {
  asked = false;
  if (changed.has('run')) {
    setText(byId('about'), run().about);
    const place = squares?.focused;
    squares = new Squares(byId('squares'), run());
    if (place) squares.focus(place);
    // One epoch is no curve; the grid has the numbers.
    byId('curves').hidden = (run().epochs ?? 2) < 2;
    // Programs do not say how many examples they train on.
    byId('throughput').hidden = !run().counts;
  }
  for (const name of changed) {
    const [kind, index = ''] = name.split('/');
    if (kind === 'squares') squares?.drawSquare(Number(index), /** @type {SquarePart} */ (parts[name]));
    if (kind === 'arms') squares?.drawArm(Number(index), /** @type {ArmPart} */ (parts[name]));
  }
  squares?.drawn();
  drawLead(lead(), run());
  const armsChanged = [...changed].some((name) => name.startsWith('arms/'));
  if (armsChanged) drawMeans(byId('mean-chart'), run(), arms());
  if (armsChanged && run().epochs !== 1) drawCurves(byId('curve-charts'), run(), arms());
  if (changed.has('throughput') && run().counts)
    drawThroughput(byId('throughput-chart'), /** @type {ThroughputPart} */ (parts.throughput));
  if (changed.has('workers'))
    drawWorkers(byId('worker-list'), /** @type {WorkerPart[]} */ (parts.workers), run().counts);
  if (changed.has('troubles'))
    drawTroubles(byId('trouble-list'), /** @type {TroublePart[]} */ (parts.troubles));
  changed.clear();
}

/** @param {boolean} up */
function sayConnection(up) {
  const lost =
    'Connection lost: the command has ended or does not answer. What is shown is what it last said. Trying again.';
  setText(byId('connection'), up || isFinal(lead()) ? '' : lost);
}

/** @param {Message} message */
function hear(message) {
  switch (message.kind) {
    case 'parts':
      take(message.id, message.parts);
      break;
    case 'line':
      sayConnection(message.up);
      break;
    case 'report':
      showReport(lead().report ?? '', message.copy);
      break;
  }
}

const first = byId('first');
const { id = '' } = first.dataset;
take(id, JSON.parse(first.textContent ?? '{}'));
draw();
connect(id, hear);
new ResizeObserver(() => {
  for (const name of ['throughput', 'arms/0']) changed.add(name);
  ask();
}).observe(document.body);
