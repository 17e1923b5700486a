/**
 * `tsx docs/source-size.ts [FOLDER]`: lists source files and functions that are too long, and says how long
 * the median file is. Ends with status 1 when any is too long. Tests, fixtures and generated files are no
 * source.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LongFunction, longFunctions } from './function-length.ts';

/** In lines: of a source file at most, of the median source file at most, of a function at most. */
export const LIMITS = { file: 250, median: 60, function: 60 } as const;

/** A function that may be longer, with the reason why: `path#name`. One that is short enough must leave. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {};

/** A source file: where it stands, from the root of the project, and what it says. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What the check found. */
export interface Sizes {
  readonly files: number;
  /** In lines, of a file; 0 without a file. */
  readonly median: number;
  /** A sentence for each limit that is exceeded and each exception that is not needed. */
  readonly problems: readonly string[];
}

/** Whether a path from the root is source: no test, nothing that only tests use, nothing generated. Pure. */
export function isSource(path: string): boolean {
  if (!/\.(ts|mjs|js)$/.test(path)) return false;
  return !/(^|\/)(test|fixtures|generated)\/|\.(test|contract|contract-run|reference|samples)\.\w+$/.test(
    path,
  );
}

/** Measures source files against the limits. Pure. */
export function sizesOf(
  sources: readonly SourceFile[],
  exceptions: Readonly<Record<string, string>> = EXCEPTIONS,
): Sizes {
  const lengths = sources.map(({ text }) => linesOf(text));
  const median = medianOf(lengths);
  const long = sources.flatMap(({ path, text }) => longFunctions(path, text, LIMITS.function));
  const isExcepted = ({ path, name }: LongFunction) => Object.hasOwn(exceptions, `${path}#${name}`);
  const needed = new Set(long.map(({ path, name }) => `${path}#${name}`));
  return {
    files: sources.length,
    median,
    problems: [
      ...sources.flatMap(({ path }, at) => fileProblem(path, lengths[at] ?? 0)),
      ...long.filter((found) => !isExcepted(found)).map(functionProblem),
      ...Object.keys(exceptions)
        .filter((name) => !needed.has(name))
        .map((name) => `${name} is an exception that is not needed: take it out of docs/source-size.ts`),
      ...(median > LIMITS.median
        ? [`the median file has ${median} lines, at most ${LIMITS.median}: split files by responsibility`]
        : []),
    ],
  };
}

function fileProblem(path: string, lines: number): string[] {
  return lines > LIMITS.file ? [`${path} has ${lines} lines, at most ${LIMITS.file}`] : [];
}

function functionProblem({ path, line, name, lines }: LongFunction): string {
  return `${path}:${line} ${name} has ${lines} lines, at most ${LIMITS.function}`;
}

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

function main(root: string): void {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  const sources = listed
    .split('\0')
    .filter(isSource)
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const { files, median, problems } = sizesOf(sources);
  for (const problem of problems) console.error(problem);
  console.log(`${files} source files, the median has ${median} lines`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(resolve(process.argv[2] ?? '.'));
