const UNITS: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/**
 * A number of bytes as a person writes it: `500000`, `64MiB`, `20Gi`, `1.5 GB`. Undefined where it is none.
 * Pure.
 */
export function parseBytes(text: string): number | undefined {
  const [, digits, unit, binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim()) ?? [];
  if (digits === undefined || (unit === '' && binary !== '')) return undefined;
  const bytes = Math.floor(Number(digits) * (binary ? 1024 : 1000) ** UNITS[unit!.toLowerCase()]!);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

const SHOWN = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number of bytes for a person: `1.5 GiB`. Pure. */
export function shownBytes(bytes: number): string {
  const power = Math.min(SHOWN.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${SHOWN[power]}`;
}
