/** A piece of HTML that is already safe to print. Only `html` and `trusted` make one. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Fragment = Html | string | number | null | undefined | false | readonly Fragment[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that a browser shows as it is, in an element or in a quoted attribute. Pure. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * Markup that fanout itself made (a drawn SVG, the style sheet). Never give it a user's or a worker's words.
 */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/**
 * A template whose values are escaped, unless they are `Html`; lists are joined, null, undefined and false
 * print nothing. Pure.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const parts = strings.map((string, index) => (index === 0 ? string : print(values[index - 1]) + string));
  return new Html(parts.join(''));
}

function print(value: Fragment): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(print).join('');
}
