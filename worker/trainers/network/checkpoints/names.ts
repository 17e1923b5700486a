/** A checkpoint by its name: what it is of, and how many steps of the trial came before it. */
export interface CheckpointName {
  readonly name: string;
  readonly fingerprint: string;
  readonly steps: number;
}

const NAME = /^([0-9a-f]{16})-(\d{1,15})\.checkpoint$/;

/** The name of a checkpoint. Pure. */
export const checkpointName = (fingerprint: string, steps: number): string =>
  `${fingerprint}-${steps}.checkpoint`;

/** The checkpoints among some names, newest first; other files are none. Pure. */
export function checkpointsAmong(names: readonly string[]): CheckpointName[] {
  const found = names.flatMap((name) => {
    const [, fingerprint, steps] = NAME.exec(name) ?? [];
    return fingerprint === undefined ? [] : [{ name, fingerprint, steps: Number(steps) }];
  });
  return found.sort((one, other) => other.steps - one.steps);
}
