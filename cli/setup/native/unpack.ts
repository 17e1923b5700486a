import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../../../datasets/make-directory.ts';
import { membersOfTarGz } from '../../fetch/archive.ts';
import { unzip } from '../../fetch/unzip.ts';
import type { SetupEffects } from './effects.ts';
import type { Artifact, Release } from './release.ts';

/** Where the compiler finds things. */
export interface Sources {
  /** The addon's own sources. */
  readonly addon: string;
  /** Folders of headers: Node's and TensorFlow's. */
  readonly include: readonly string[];
}

/**
 * Of a wheel, what a program that is not Python needs: the libraries, each in the folder in which the others
 * look for it (`$ORIGIN/../nvidia/cudnn/lib`), and the headers of TensorFlow's C interface. Undefined: not
 * needed. Pure.
 */
export function placeOf(path: string): { readonly built: string } | { readonly headers: string } | undefined {
  if (/^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/.test(path)) return { built: path };
  if (/^nvidia\/[^/]+\/lib\/[^/]+\.so[.\d]*$/.test(path)) return { built: path };
  const header =
    /^tensorflow\/include\/((tensorflow\/c|tensorflow\/core\/platform|tsl\/c|tsl\/platform)\/.*\.h)$/;
  const found = header.exec(path)?.[1];
  return found === undefined ? undefined : { headers: found };
}

/**
 * Takes out of the release's files what is needed: libraries into `built`, what the compiler reads beside it.
 */
export async function unpack(
  release: Release,
  pathOf: (artifact: Artifact) => string,
  { built, staging }: { readonly built: string; readonly staging: string },
  { report, signal }: SetupEffects,
): Promise<Sources> {
  const [addon, node, headers] = ['addon', 'node', 'headers'].map((name) => join(staging, name)) as [
    string,
    string,
    string,
  ];
  await extract(pathOf(release.addon), 'package/binding/', addon);
  await extract(pathOf(release.headers), 'package/include/', node);
  let done = 0;
  for (const wheel of release.wheels) {
    const options = {
      signal,
      onBytes: (count: number) => {
        done += count;
        report('unpacking', Math.min(done, release.installedBytes), release.installedBytes);
      },
    };
    const library = (path: string) => {
      const place = placeOf(path);
      return place && 'built' in place ? place.built : undefined;
    };
    const header = (path: string) => {
      const place = placeOf(path);
      return place && 'headers' in place ? place.headers : undefined;
    };
    const found = await unzip(pathOf(wheel), built, library, options);
    if (found === 0) throw new Error(`${wheel.file} holds no library`);
    await unzip(pathOf(wheel), headers, header, options);
  }
  return { addon, include: [node, headers] };
}

async function extract(archive: string, prefix: string, directory: string): Promise<void> {
  for await (const { path, content } of membersOfTarGz(await readFile(archive))) {
    if (!path.startsWith(prefix)) continue;
    const target = join(directory, path.slice(prefix.length));
    await makeDirectory(dirname(target));
    await writeFile(target, content);
  }
}
