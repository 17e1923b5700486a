/**
 * Samples as WebDataset has them: files of a tar archive that stand together and share a path up to the first
 * dot of their name. Of each sample one file is the image; `cls`, if there, is its class.
 */
import { TarError } from '../tar/header.ts';
import { tarMembers } from '../tar/members.ts';
import type { ByteSource } from '../tar/source.ts';

/** One image of an archive, with what stands beside it. */
export interface Sample {
  readonly key: string;
  /** The image's path in the archive, and where its bytes stand. */
  readonly path: string;
  readonly offset: number;
  readonly size: number;
  /** The class that `key.cls` gives; absent where there is no such file. */
  readonly label?: number;
}

const IMAGES = new Set(['jpg', 'jpeg', 'png']);

/** A class is a number of a few digits. */
const LONGEST_LABEL = 32;

interface Part {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/**
 * The samples of an archive, in its order. Throws TarError where it is damaged, or a sample has no image, or
 * two.
 */
export async function* samplesOf(source: ByteSource): AsyncGenerator<Sample> {
  let sample = new Gathered('');
  for await (const member of tarMembers(source)) {
    const { path, kind } = member;
    const { key, extension } = namesOf(path);
    if (kind === 'other' || extension === '') continue;
    if (key !== sample.key) {
      if (sample.counts) yield sample.whole();
      sample = new Gathered(key);
    }
    const image = IMAGES.has(extension);
    if (kind === 'link') {
      if (image)
        throw new TarError(
          `the image ${path} is a link; make the archive with --dereference --hard-dereference`,
        );
      continue;
    }
    if (image) sample.addImage(member);
    else if (extension === 'cls')
      sample.label = labelOf(await source.read(member.offset, Math.min(member.size, LONGEST_LABEL)), path);
  }
  if (sample.counts) yield sample.whole();
}

/** A sample in the making. */
class Gathered {
  readonly key: string;
  label: number | undefined;
  #image: Part | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** Whether it is an example: other files that stand together are none. */
  get counts(): boolean {
    return this.#image !== undefined || this.label !== undefined;
  }

  addImage(part: Part): void {
    if (this.#image)
      throw new TarError(`the sample ${this.key} has two images, ${this.#image.path} and ${part.path}`);
    this.#image = part;
  }

  whole(): Sample {
    if (!this.#image) throw new TarError(`the sample ${this.key} has no image (jpg, jpeg or png)`);
    const { path, offset, size } = this.#image;
    return { key: this.key, path, offset, size, ...(this.label === undefined ? {} : { label: this.label }) };
  }
}

/**
 * `a/b.c.jpg` is the file `c.jpg` of the sample `a/b`. Hidden files, which macOS adds, are of no sample.
 * Pure.
 */
function namesOf(path: string): { key: string; extension: string } {
  const [, folder = '', name = '', extension = ''] =
    /^(.*\/)?([^/.]+)\.([^/]*)$/.exec(path.replace(/^(\.\/)+/, '')) ?? [];
  return { key: folder + name, extension: extension.toLowerCase() };
}

function labelOf(bytes: Uint8Array, path: string): number {
  const text = Buffer.from(bytes).toString('latin1').trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new TarError(
    `${path} must hold a class as a whole number, found ${JSON.stringify(text.slice(0, LONGEST_LABEL))}`,
  );
}
