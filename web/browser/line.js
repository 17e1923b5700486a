// @ts-check
/**
 * The line to the command. It is opened again whenever it breaks, goes on from what is known, and is hung up
 * after the last word.
 */

/**
 * What comes over it: parts of the page, with the id of what is known then; whether the line is there; at the
 * end of a run with a verdict the report, if it could be had.
 * @typedef {{ readonly kind: 'parts', readonly id: string, readonly parts: Record<string, unknown> }
 *   | { readonly kind: 'line', readonly up: boolean }
 *   | { readonly kind: 'report', readonly copy: Blob | undefined }} Message
 */
/** @import { LeadPart } from '../view.ts' */

/** A server that turned us away is asked again after this long; a broken line the browser itself mends. */
const AGAIN_MS = 2_000;

/**
 * Listens until the last word has come.
 * @param {string} id what is known already; empty: nothing
 * @param {(message: Message) => void} tell
 */
export function listen(id, tell) {
  let known = id;
  let over = false;
  const open = () => {
    const source = new EventSource(`/events?since=${encodeURIComponent(known)}`);
    const take = (/** @type {MessageEvent<string>} */ event) => {
      known = event.lastEventId;
      const parts = /** @type {Record<string, unknown>} */ (JSON.parse(event.data));
      tell({ kind: 'parts', id: known, parts });
      const lead = /** @type {LeadPart | undefined} */ (parts.lead);
      if (lead && isFinal(lead) && !over) {
        over = true;
        void takeReport(lead, tell).then(() => source.close());
      }
    };
    source.addEventListener('snapshot', take);
    source.addEventListener('patch', take);
    source.addEventListener('open', () => tell({ kind: 'line', up: true }));
    source.addEventListener('error', () => {
      if (over) return;
      tell({ kind: 'line', up: false });
      if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    });
  };
  open();
}

/** @param {LeadPart} lead */
export function isFinal({ phase }) {
  return phase === 'done' || phase === 'interrupted' || phase === 'failed';
}

/**
 * The command that serves the report is about to end, and waits until the line is hung up.
 * @param {LeadPart} lead
 * @param {(message: Message) => void} tell
 */
async function takeReport({ report }, tell) {
  if (report === null) return;
  const copy = await fetch('/report').then(
    (response) => (response.ok ? response.blob() : undefined),
    () => undefined,
  );
  tell({ kind: 'report', copy });
}
