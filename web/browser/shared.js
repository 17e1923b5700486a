// @ts-check
/**
 * A worker that all tabs of a browser share: it holds the one line to the command for them, since a browser
 * opens but six to one address.
 */
/** @import { Message } from './line.js' */
import { listen } from './line.js';

/** @type {Set<MessagePort>} */
const tabs = new Set();
/** What a new tab is told first: everything that is known, then the latest of each other kind.
 * @type {Map<Message['kind'], Message>} */
const known = new Map();

/** @param {Message} message */
function tell(message) {
  const before = known.get(message.kind);
  known.set(
    message.kind,
    message.kind === 'parts' && before?.kind === 'parts' ? joined(before, message) : message,
  );
  for (const tab of tabs) tab.postMessage(message);
}

/**
 * @param {Extract<Message, { kind: 'parts' }>} before
 * @param {Extract<Message, { kind: 'parts' }>} news
 */
function joined(before, news) {
  return pageOf(before.id) === pageOf(news.id)
    ? { ...news, parts: { ...before.parts, ...news.parts } }
    : news;
}

/** @param {string} id */
function pageOf(id) {
  return id.split('.')[0];
}

addEventListener('connect', (event) => {
  const [tab] = /** @type {MessageEvent} */ (event).ports;
  if (!tab) return;
  for (const message of known.values()) tab.postMessage(message);
  tabs.add(tab);
});
listen('', tell);
