import type { Fragment } from '../html.ts';
import { html } from '../html.ts';

/** The text with the labels in it set as names, where they stand as whole words. Pure. */
export function emphasized(text: string, labels: readonly string[]): Fragment {
  return text
    .split(/([\w.=-]*\w)/)
    .map((word) => (labels.includes(word) ? html`<b class="name">${word}</b>` : word));
}
