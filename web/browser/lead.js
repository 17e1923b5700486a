// @ts-check
/** The top of the page: the sentences, how far it is, and at the end the report. */
/** @import { LeadPart, RunPart } from '../view.ts' */
import { byId, el, emphasized, setText } from './dom.js';
import { percent } from './words.js';

/** @type {Record<LeadPart['phase'], string>} */
const HEADINGS = {
  starting: 'So far',
  running: 'So far',
  stopping: 'Stopping',
  finishing: 'So far',
  done: 'Verdict',
  interrupted: 'Interrupted',
  failed: 'The command failed',
};

/**
 * @param {LeadPart} lead
 * @param {RunPart} run
 */
export function drawLead(lead, run) {
  const names = new Set(run.arms.map(({ label }) => label));
  setText(byId('lead-heading'), HEADINGS[lead.phase]);
  const sentences = byId('sentences');
  const text = lead.sentences.join(' ');
  if (sentences.textContent !== text) sentences.replaceChildren(...emphasized(text, names));
  setText(byId('progress'), lead.progress);
  drawBar(lead.done);
  setText(byId('news'), lead.news);
  const notes = byId('notes');
  if (notes.textContent !== lead.notes.join(''))
    notes.replaceChildren(...lead.notes.map((note) => el('p', { class: 'quiet' }, note)));
  document.title = `${lead.phase === 'done' ? 'Done' : percent(lead.done, 0)} · ${run.study}: fanout`;
}

/** @param {number} done */
function drawBar(done) {
  const bar = byId('bar');
  bar.setAttribute('aria-valuenow', String(Math.floor(100 * done)));
  bar.style.setProperty('--done', String(done));
}

/**
 * Says where the report is. The command that serves it is about to end, so the page keeps a copy of its own.
 * @param {string} path where it was written
 * @param {Blob | undefined} copy
 */
export function showReport(path, copy) {
  const report = byId('report');
  const link = copy && el('a', { href: URL.createObjectURL(copy), target: '_blank' }, 'Open the report');
  report.replaceChildren(...(link ? [link, ' · '] : []), 'kept at ', el('code', {}, path));
  report.hidden = false;
}
