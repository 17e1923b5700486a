import type { CsvTable } from './csv.ts';
import { csvLink } from './csv.ts';
import type { Group } from './groups.ts';
import type { Fragment, Html } from './html.ts';
import { html, trusted } from './html.ts';

/** One drawing of a figure, with the words over it. */
export interface Panel {
  /** None where the figure's title says enough. */
  readonly heading: Fragment;
  readonly svg: Html;
}

/** A figure: its title, its panels, what to see in it, and its data. */
export interface Figure {
  /** For links: `figure-means`. */
  readonly id: string;
  readonly title: string;
  readonly legend?: Html;
  readonly panels: readonly Panel[];
  /** `pair`: two side by side where there is room; `small`: as many as fit; `single`: one, full width. */
  readonly layout: 'pair' | 'small' | 'single';
  readonly caption: Fragment;
  readonly csv: CsvTable;
}

/** A figure as HTML. Pure. */
export function figureHtml(figure: Figure): Html {
  return html`<figure id="${figure.id}">
<h3>${figure.title}</h3>
${figure.legend}
<div class="panels ${figure.layout}">
${figure.panels.map(({ heading, svg }) => html`<div class="panel">${heading && html`<p class="over">${heading}</p>`}${svg}</div>\n`)}</div>
<figcaption>${figure.caption} ${csvLink(figure.csv)}</figcaption>
</figure>
`;
}

/** A mark of an arm's colour and shape, as the charts draw it. Pure. */
export function swatch({ colour, shape }: Pick<Group, 'colour' | 'shape'>): Html {
  return trusted(
    `<svg class="swatch" viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true"><path d="${shape}" fill="${colour}"/></svg>`,
  );
}

/** Which mark is which arm. Pure. */
export function legendOf(groups: readonly Group[]): Html {
  return html`<ul class="legend">${groups.map((group) => html`<li>${swatch(group)}${group.label}</li>`)}</ul>`;
}
