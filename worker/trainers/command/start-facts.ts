/** What can be seen of a program that could not be started. */
import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FailedStart, FoundProgram } from './start-failure.ts';

/** The longest first line that the kernel reads, in bytes. */
const FIRST_LINE_BYTES = 256;

/** Looks at the program and its directory, as a call names them. */
export function startFacts(program: string, directory: string, path: string | undefined): FailedStart {
  const status = statusOf(directory);
  return {
    ...{ program, directory, path },
    directoryIs: status?.isDirectory() ? 'there' : status ? 'a file' : 'missing',
    found: found(resolve(directory, program)),
  };
}

function found(path: string): FoundProgram | undefined {
  const status = statusOf(path);
  if (status?.isDirectory()) return { isDirectory: true, interpreter: undefined };
  return status?.isFile() ? { isDirectory: false, interpreter: interpreterOf(path) } : undefined;
}

/** What a script's first line says that runs it. */
function interpreterOf(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const bytes = Buffer.alloc(FIRST_LINE_BYTES);
    const text = bytes.subarray(0, readSync(file, bytes)).toString('utf8');
    return /^#![ \t]*([^ \t\n]+)/.exec(text)?.[1];
  } finally {
    closeSync(file);
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
