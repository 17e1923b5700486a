// @ts-check
/**
 * How a tab hears of what happens: over the line that all tabs share, or over one of its own where a browser
 * shares nothing.
 */
/** @import { Message } from './line.js' */
import { listen } from './line.js';

/**
 * @param {string} id what this tab knows already
 * @param {(message: Message) => void} tell
 */
export function connect(id, tell) {
  if (typeof SharedWorker === 'undefined') {
    // From the beginning, as the shared line hears it: who knows the last word already would never hear that
    // it is over.
    listen('', tell);
    return;
  }
  // One for each process of the command: that of an earlier one at the same address has hung up.
  const [command] = id.split('-');
  const worker = new SharedWorker(`/shared.js?${command}`, { type: 'module' });
  worker.addEventListener('error', () => tell({ kind: 'line', up: false }));
  worker.port.addEventListener('message', (/** @type {MessageEvent<Message>} */ event) => tell(event.data));
  worker.port.start();
}
