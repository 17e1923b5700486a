/** Which outcomes are of which version of a program. All pure. */
import { trialKey } from '../study/grid.ts';
import type { ProgramFile } from '../study/manifest.ts';
import type { ProgramVersion, RunResults } from './results.ts';

/** How the files of a program were from a time on. */
export interface ProgramState {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly files: readonly ProgramFile[];
}

/** Names of the files that are in one of two states alone, or have another content. */
export function differingFiles(a: readonly ProgramFile[], b: readonly ProgramFile[]): string[] {
  const [one, other] = [byPath(a), byPath(b)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path));
}

const byPath = (files: readonly ProgramFile[]) => new Map(files.map(({ path, sha256 }) => [path, sha256]));

/**
 * The versions with the outcomes recorded under each; states with the same files are one version, and those
 * without an outcome are left out, unless there is no outcome at all. `states`: in the order of their time,
 * the first is that of the run's start.
 */
export function programVersions(
  states: readonly [ProgramState, ...ProgramState[]],
  outcomes: readonly { readonly key: string; readonly recordedAt: string }[],
): readonly ProgramVersion[] {
  const parts = states.map(({ files }) => ({ files, trials: [] as string[] }));
  for (const { key, recordedAt } of outcomes)
    parts[
      Math.max(
        0,
        states.findLastIndex(({ since }) => since <= recordedAt),
      )
    ]!.trials.push(key);
  return joined(parts, states[0].files);
}

/** The versions of runs that are made one: blocks of seeds. */
export function mergedVersions(
  blocks: readonly Pick<RunResults, 'program' | 'results'>[],
): readonly ProgramVersion[] {
  const parts = blocks.flatMap(({ program = [], results }) =>
    program.map(({ files, trials }) => ({ files, trials: trials ?? results.map(trialKey) })),
  );
  return joined(parts, parts[0]?.files ?? []);
}

function joined(
  parts: readonly { readonly files: readonly ProgramFile[]; readonly trials: readonly string[] }[],
  first: readonly ProgramFile[],
): readonly ProgramVersion[] {
  const versions: { files: readonly ProgramFile[]; trials: string[] }[] = [];
  for (const { files, trials } of parts) {
    if (trials.length === 0) continue;
    const same = versions.find((version) => differingFiles(version.files, files).length === 0);
    if (same) same.trials.push(...trials);
    else versions.push({ files, trials: [...trials] });
  }
  if (versions.length > 1) return versions;
  return [{ files: versions[0]?.files ?? first }];
}
