import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isImage, isPassedBy } from './entries.ts';

/**
 * The images below a folder, of whatever kind. What is hidden is no part of it; links to folders are not
 * followed, and what cannot be looked into is passed over: nobody asks for any of it.
 */
export async function imagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isPassedBy(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await imagesBelow(path)));
    else if (isImage(path)) found.push(path);
  }
  return found;
}
