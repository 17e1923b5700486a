/**
 * Which files a study may name where others than its writer run it: those below folders that the installation
 * declares. Where none are declared, as on one's own machine, any.
 */

import type { FileHandle } from 'node:fs/promises';
import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { FileRefused, openRegular } from '../regular-file.ts';
import { NONE, undeclared } from './undeclared.ts';

/** The folders of FANOUT_DATASET_PATHS, between colons; undefined where it is not set. Pure. */
export function declaredFolders(environment: NodeJS.ProcessEnv = process.env): readonly string[] | undefined {
  const { FANOUT_DATASET_PATHS: text } = environment;
  if (!text) return undefined;
  return text.split(':').filter((folder) => folder !== '' && folder !== NONE);
}

/**
 * Opens a regular file that a study names; the caller closes it. Throws FileRefused, also for a file that
 * lies elsewhere once links are followed, or what the file system throws.
 */
export async function openDeclared(
  path: string,
  folders: readonly string[] | undefined = declaredFolders(),
): Promise<FileHandle> {
  mustLookDeclared(path, folders);
  const file = await openRegular(path);
  if (!folders) return file;
  try {
    // Of the file that is open: a name may lead elsewhere by now.
    await mustLieIn(`/proc/self/fd/${file.fd}`, folders);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Throws as `openDeclared` does where a study may not name this file; opens nothing. */
export async function mustBeDeclared(
  path: string,
  folders: readonly string[] | undefined = declaredFolders(),
): Promise<void> {
  mustLookDeclared(path, folders);
  if (folders) await mustLieIn(path, folders);
}

/** By its name alone: of what lies elsewhere not even whether it is there is told. */
function mustLookDeclared(path: string, folders: readonly string[] | undefined): void {
  if (folders && !folders.some((folder) => isBelow(resolve(path), resolve(folder)))) throw elsewhere(folders);
}

async function mustLieIn(path: string, folders: readonly string[]): Promise<void> {
  const real = await realpath(path);
  for (const folder of folders) {
    const own = await realpath(folder).catch(() => undefined);
    if (own !== undefined && isBelow(real, own)) return;
  }
  throw elsewhere(folders);
}

const isBelow = (path: string, folder: string) =>
  path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

const elsewhere = (folders: readonly string[]) =>
  new FileRefused(
    'elsewhere',
    folders.length === 0
      ? undeclared('files')
      : `it must lie in ${folders.join(' or ')}, links followed, as datasets of this installation do`,
  );
