import type { Html } from '../html.ts';
import { html } from '../html.ts';

/** An initializer's name in a sentence. Pure. */
export function named(label: string): Html {
  return html`<b class="name">${label}</b>`;
}

/** `a`, `a and b`, `a, b and c`, each as a name. Pure. */
export function namedAll(labels: readonly string[]): Html {
  const last = labels.length - 1;
  return html`${labels.map((label, index) => {
    const joint = index === 0 ? '' : index === last ? ' and ' : ', ';
    return html`${joint}${named(label)}`;
  })}`;
}
