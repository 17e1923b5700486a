import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ADDON } from '../../../engines/native/location.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { type CommandResult, whyItFailed } from '../../fetch/run-command.ts';
import type { SetupEffects } from './effects.ts';
import type { Sources } from './unpack.ts';

const TIMEOUT_MS = 10 * 60_000;

/** Node 20 and 22 both have it, and an addon for it runs on all that have. */
const NAPI_VERSION = 8;

/** The names a C++ compiler goes by, the user's own choice first. */
const compilers = (): string[] => [...(process.env.CXX ? [process.env.CXX] : []), 'c++', 'g++', 'clang++'];

/**
 * Compiles the addon, unchanged, against the libraries in `built`. A compiler is all that it takes: not
 * node-gyp, which would need Python, make, and headers from nodejs.org.
 */
export async function compile(sources: Sources, built: string, effects: SetupEffects): Promise<void> {
  effects.report('compiling the addon');
  const files = (await readdir(sources.addon)).filter((name) => name.endsWith('.cc'));
  const libraries = (await readdir(join(built, 'tensorflow'))).map((name) => join(built, 'tensorflow', name));
  const args = [
    ...['-std=c++17', '-O2', '-shared', '-fPIC', `-DNAPI_VERSION=${NAPI_VERSION}`],
    ...[sources.addon, ...sources.include].map((folder) => `-I${folder}`),
    ...files.map((name) => join(sources.addon, name)),
    ...libraries,
    '-Wl,-rpath,$ORIGIN/tensorflow',
    ...['-o', join(built, ADDON)],
  ];
  let last: { name: string; result: CommandResult } | undefined;
  for (const name of compilers()) {
    const result = await effects.run(name, args, { timeoutMs: TIMEOUT_MS, signal: effects.signal });
    if (result.code === 0) return;
    if (!result.missing) throw failed(name, result);
    last = { name, result };
  }
  throw failed(last!.name, last!.result);
}

function failed(name: string, result: CommandResult): FanoutError {
  if (result.missing) {
    return new FanoutError('SETUP_FAILED', 'there is no C++ compiler on PATH (c++, g++ or clang++)', {
      hint: 'install one: apt-get install g++ (or dnf install gcc-c++); only this command needs it, workers do not',
    });
  }
  const error = /^.*\berror:.*$/m.exec(result.stderr)?.[0] ?? whyItFailed(name, result);
  return new FanoutError(
    'SETUP_FAILED',
    `${name} could not compile the addon: ${error.trim().slice(0, 300)}`,
    {
      hint: 'a compiler with C++17 and the C++ standard library’s headers is needed: apt-get install g++',
    },
  );
}
