const UNITS: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/** A number of bytes as a person writes it: `500000`, `64MiB`, `20Gi`, `1.5 GB`. Undefined where it is none. Pure. */
export function parseBytes(text: string): number | undefined {
  const [, digits, unit, binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim()) ?? [];
  if (digits === undefined || (unit === '' && binary !== '')) return undefined;
  const bytes = Math.floor(Number(digits) * (binary ? 1024 : 1000) ** UNITS[unit!.toLowerCase()]!);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A number of bytes for a person: `52.4 MB`. Pure. */
export function shownBytes(bytes: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** power).toFixed(1)} ${' kMGT'[power]}B`;
}
