// @ts-check
/** The line to the command. It is opened again whenever it breaks, and goes on from what is known. */

/** A server that turned us away is asked again after this long; a broken line the browser itself mends. */
const AGAIN_MS = 2_000;

/**
 * Listens to the page's events.
 * @param {string} id what is known already
 * @param {object} on
 * @param {(parts: Record<string, unknown>, whole: boolean) => void} on.parts `whole`: forget what was before
 * @param {(up: boolean) => void} on.line the line is there, or is lost
 * @returns {() => void} hangs up for good
 */
export function listen(id, on) {
  let known = id;
  let over = false;
  /** @type {EventSource} */
  let source;
  const open = () => {
    source = new EventSource(`/events?since=${encodeURIComponent(known)}`);
    const take = (/** @type {MessageEvent<string>} */ event) => {
      known = event.lastEventId;
      on.parts(JSON.parse(event.data), event.type === 'snapshot');
    };
    source.addEventListener('snapshot', take);
    source.addEventListener('patch', take);
    source.addEventListener('open', () => on.line(true));
    source.addEventListener('error', () => {
      if (over) return;
      on.line(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => over || open(), AGAIN_MS);
    });
  };
  open();
  return () => {
    over = true;
    source.close();
  };
}
