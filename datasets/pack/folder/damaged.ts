/** Images that cannot be used: all of them are named at once. */
import { FanoutError } from '../../../proto/errors.ts';
import { checkPicture, LARGEST_PICTURE } from '../../picture/decode.ts';
import { inOrder, picturesAtOnce } from '../../picture/in-order.ts';
import { readRegular } from '../../regular-file.ts';
import { unreadable } from './unreadable.ts';

/** An image, and why it cannot be used. */
export interface Damaged {
  readonly path: string;
  readonly error: FanoutError;
}

/** Images that a message names. */
const MOST_NAMED = 100;

/** What an error says of an image; errors that are not the image's are thrown on. */
export function damageOf(path: string, error: unknown): Damaged {
  if (error instanceof FanoutError && error.code.startsWith('DATASET_')) return { path, error };
  throw error;
}

/** Whether it is the image itself that is at fault, and not the right to read it. Pure. */
export const isFaulty = ({ error }: Damaged) => error.code !== 'DATASET_MISSING';

/** Decodes each image, whatever its size, and gives those that cannot be used. Throws OUT_OF_MEMORY. */
export async function decodeAll(paths: readonly string[]): Promise<Damaged[]> {
  const damaged: Damaged[] = [];
  const check = (path: string) =>
    checkOne(path).then(
      () => undefined,
      (error: unknown) => damageOf(path, error),
    );
  for await (const found of inOrder(paths, picturesAtOnce() + 1, check)) if (found) damaged.push(found);
  return damaged;
}

async function checkOne(path: string): Promise<void> {
  const file = await readRegular(path, LARGEST_PICTURE).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  await checkPicture(file, path);
}

/** The error to throw for images that cannot be used, of which there is one at least. Pure. */
export function refusalOf(damaged: readonly Damaged[]): FanoutError {
  const [first] = damaged;
  const skip = damaged.some(isFaulty) ? '; --skip-damaged leaves out what cannot be decoded' : '';
  if (damaged.length === 1)
    return new FanoutError(first!.error.code, first!.error.message, { hint: `${first!.error.hint}${skip}` });
  const lines = damaged.slice(0, MOST_NAMED).map(({ error }) => `\n  ${error.message}`);
  const more = damaged.length - lines.length;
  const codes = damaged.map(({ error }) => error.code);
  return new FanoutError(
    codes.includes('DATASET_CORRUPT') ? 'DATASET_CORRUPT' : codes[0]!,
    `${damaged.length.toLocaleString('en')} images cannot be used:${lines.join('')}${more > 0 ? `\n  … and ${more} more` : ''}`,
    { hint: `save them anew from their source, as JPEG or PNG, or take them away${skip}` },
  );
}
