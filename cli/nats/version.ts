/**
 * The version in what `nats-server --version` prints ("nats-server: v2.14.6"), as "2.14.6"; undefined when
 * there is none.
 */
export function parseVersion(output: string): string | undefined {
  return /v?(\d+\.\d+\.\d+)/.exec(output)?.[1];
}

/**
 * Whether a version is at least another. Only the three numbers count: a pre-release counts as its release.
 */
export function atLeast(version: string, minimum: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(minimum)];
  const differs = a.findIndex((number, index) => number !== b[index]);
  return differs === -1 || a[differs]! > b[differs]!;
}

function numbersOf(version: string): number[] {
  const [major, minor, patch] = (parseVersion(version) ?? '0.0.0').split('.').map(Number);
  return [major!, minor!, patch!];
}
