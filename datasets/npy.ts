/**
 * The npy format (numpy.lib.format): `\x93NUMPY`, a version, the length of a header, the header as a Python
 * literal, the values.
 */

import { constants } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { FanoutError } from '../proto/errors.ts';
import { shownText } from '../proto/shown-text.ts';
import { shownBytes } from './byte-size.ts';
import { openDeclared } from './declared/paths.ts';
import { FileRefused } from './regular-file.ts';

export interface NpyHeader {
  /** As numpy writes it: `|u1`, `<f4`, `<i8`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where the values begin, in bytes. */
  readonly offset: number;
}

type Values =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array;

const TYPES: Readonly<Record<string, new (buffer: ArrayBuffer) => Values>> = {
  '|u1': Uint8Array,
  '|i1': Int8Array,
  '<u2': Uint16Array,
  '<i2': Int16Array,
  '<u4': Uint32Array,
  '<i4': Int32Array,
  '<u8': BigUint64Array,
  '<i8': BigInt64Array,
  '<f4': Float32Array,
};

const MAGIC = '\x93NUMPY';
/** Real headers have a few dozen bytes; a longer one is damage, or an attack. */
const LONGEST_HEADER = 65_536;

/** Reads a header out of a file's first bytes. Pure. Throws DATASET_CORRUPT, DATASET_UNSUPPORTED. */
export function parseNpyHeader(bytes: Uint8Array, path: string): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC) {
    throw corrupt(path, 'it does not begin as an npy file does', otherFile(bytes));
  }
  const wide = bytes[6]! >= 2;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = wide ? 12 : 10;
  if (length > LONGEST_HEADER || bytes.length < start + length) throw corrupt(path, 'its header is cut off');
  const header = Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
  const dtype = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (dtype === undefined || fortran === undefined || sizes === undefined) {
    throw unsupported(path, 'its header is not that of a plain array', 'save plain arrays with numpy.save');
  }
  if (dtype.includes('O'))
    throw unsupported(
      path,
      'it holds Python objects',
      'save numbers: x.astype("float32"); names of classes: names, y = numpy.unique(y, return_inverse=True)',
    );
  if (/^[<>|=]?[US]\d/.test(dtype))
    throw unsupported(
      path,
      `it holds text (${shownText(dtype.slice(0, 40))})`,
      'number the classes: names, y = numpy.unique(y, return_inverse=True)',
    );
  if (!Object.hasOwn(TYPES, dtype)) {
    throw unsupported(
      path,
      `its dtype is ${shownText(dtype.slice(0, 40))}`,
      'convert it: x to uint8 or float32, y to whole numbers of an integer type, little-endian; y of other figures: names, y = numpy.unique(y, return_inverse=True)',
    );
  }
  if (fortran === 'True')
    throw unsupported(path, 'it is in Fortran order', 'save numpy.ascontiguousarray(array)');
  const shape = sizes
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map((size) => Number.parseInt(size, 10));
  if (
    !shape.every(Number.isSafeInteger) ||
    !Number.isSafeInteger(8 * shape.reduce((total, size) => total * size, 1))
  )
    throw corrupt(path, 'its shape has more values than any file');
  return { dtype, shape, offset: start + length };
}

/** Opens an npy file and reads its header. Throws DATASET_MISSING, DATASET_CORRUPT, DATASET_UNSUPPORTED. */
export async function readNpyHeader(path: string): Promise<NpyHeader> {
  return withFile(path, (file) => headerOf(file, path));
}

/** Reads an npy file's values straight into the array that is returned. Throws as `readNpyHeader` does. */
export async function readNpy(path: string): Promise<NpyHeader & { readonly values: Values }> {
  return withFile(path, (file) => valuesOf(file, path));
}

/** Reads the values of an open npy file; `path` names it in messages. Throws as `readNpyHeader` does. */
export async function valuesOf(
  file: FileHandle,
  path: string,
): Promise<NpyHeader & { readonly values: Values }> {
  const header = await wholeHeaderOf(file, path);
  const buffer = memoryFor(bytesOf(header), path);
  await readFully(file, new Uint8Array(buffer), header.offset, path);
  return { ...header, values: new TYPES[header.dtype]!(buffer) };
}

/** The header of an open npy file whose values are all there. Throws as `readNpyHeader` does. */
export async function wholeHeaderOf(file: FileHandle, path: string): Promise<NpyHeader> {
  const header = await headerOf(file, path);
  const { size } = await file.stat();
  const bytes = bytesOf(header);
  if (size - header.offset < bytes) {
    throw corrupt(
      path,
      `${header.shape.join(' × ')} values need ${bytes} bytes, found ${size - header.offset}`,
    );
  }
  return header;
}

/** Room for all values of a file. Throws DATASET_UNSUPPORTED where there is none. */
function memoryFor(bytes: number, path: string): ArrayBuffer {
  try {
    if (bytes <= constants.MAX_LENGTH) return new ArrayBuffer(bytes);
  } catch {
    // More than the machine has.
  }
  throw unsupported(
    path,
    `its values have ${shownBytes(bytes)}, more than fit into memory here`,
    'make shards of it, which are read piece by piece: fanout dataset pack x.npy --labels y.npy --out DIR',
  );
}

function bytesOf({ dtype, shape }: NpyHeader): number {
  const { BYTES_PER_ELEMENT } = TYPES[dtype] as unknown as { BYTES_PER_ELEMENT: number };
  return shape.reduce((total, size) => total * size, 1) * BYTES_PER_ELEMENT;
}

/**
 * The head of an npy file as numpy.save writes it (version 1.0): what stands before the values, padded to a
 * multiple of 64. Pure.
 */
export function npyHead(dtype: string, shape: readonly number[]): Buffer {
  const sizes = `${shape.join(', ')}${shape.length === 1 ? ',' : ''}`;
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return Buffer.concat([Buffer.from(`${MAGIC}\x01\x00`, 'latin1'), length, Buffer.from(padded)]);
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await openDeclared(path).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof FileRefused)
      throw unsupported(path, error.message, 'give the path of a file that numpy.save has written');
    throw new FanoutError(
      'DATASET_MISSING',
      `cannot open the dataset file ${shownText(path)}: ${error.code}`,
      {
        hint: 'check the path; relative paths count from the study file',
        cause: error,
      },
    );
  });
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function headerOf(file: FileHandle, path: string): Promise<NpyHeader> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(LONGEST_HEADER + 12), 0, LONGEST_HEADER + 12, 0);
  return parseNpyHeader(buffer.subarray(0, bytesRead), path);
}

/**
 * Fills `target` from a place in a file: one read may return less than was asked for, and never more than 2
 * GiB. Throws DATASET_CORRUPT.
 */
export async function readFully(
  file: FileHandle,
  target: Uint8Array,
  offset: number,
  path: string,
): Promise<void> {
  const chunk = 2 ** 30;
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, Math.min(chunk, target.length - done), offset + done);
    if (bytesRead === 0) throw corrupt(path, `it ended after ${done} bytes of values`);
    done += bytesRead;
  }
}

/** What to do with a file of another kind; nothing of what stands in it is told. */
function otherFile([first, second]: Uint8Array): string | undefined {
  // The first bytes of a zip.
  return first === 0x50 && second === 0x4b
    ? 'if it is an archive of numpy.savez, save its arrays one by one: numpy.save("x.npy", archive["x"])'
    : undefined;
}

function corrupt(path: string, what: string, hint = 'save it again with numpy.save'): FanoutError {
  return new FanoutError('DATASET_CORRUPT', `${shownText(path)} is not a whole npy file: ${what}`, {
    hint,
  });
}

function unsupported(path: string, what: string, hint: string): FanoutError {
  return new FanoutError('DATASET_UNSUPPORTED', `${shownText(path)} cannot be used: ${what}`, { hint });
}
