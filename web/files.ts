/** The page's own files, read once: nothing else can be asked for, whatever a path says. */
import { readdirSync, readFileSync } from 'node:fs';
import { STYLE } from './style.ts';

export interface File {
  readonly type: string;
  readonly content: string;
}

const SCRIPTS = new URL('browser/', import.meta.url);

/** A grid that fills in: three squares are done, one is not. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#1f9e89" d="M1 1h6v6H1zM9 1h6v6H9zM1 9h6v6H1z"/><path fill="none" stroke="#1f9e89" stroke-width="1.5" d="M9.75 9.75h4.5v4.5h-4.5z"/></svg>`;

/** By path: `/app.js`. The scripts are served as they stand in `browser/`. */
export function ownFiles(): ReadonlyMap<string, File> {
  const scripts = readdirSync(SCRIPTS)
    .filter((name) => /^[a-z-]+\.js$/.test(name))
    .map((name): [string, File] => [
      `/${name}`,
      { type: 'text/javascript; charset=utf-8', content: readFileSync(new URL(name, SCRIPTS), 'utf8') },
    ]);
  return new Map([
    ...scripts,
    ['/style.css', { type: 'text/css; charset=utf-8', content: STYLE }],
    ['/icon.svg', { type: 'image/svg+xml', content: ICON }],
  ]);
}
