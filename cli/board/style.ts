import { createColors } from 'picocolors';

/** How text is set off; every function is the identity without colour. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  /**
   * A share's colour, 0 … 1: from violet over teal to yellow, whose lightness rises too, so that it needs
   * no colour vision.
   */
  readonly scale: (text: string, share: number) => string;
}

/**
 * Steps of viridis in the 256-colour palette, dark to light; the darkest are left out, since many terminals
 * are black.
 */
const STEPS = [97, 61, 67, 73, 72, 78, 113, 149, 185, 220];

/** Makes a style. Pure. */
export function styleOf(colour: boolean): Style {
  const { bold, dim, red } = createColors(colour);
  return {
    bold,
    dim,
    red,
    scale: (text, share) => {
      if (!colour) return text;
      const step = STEPS[Math.min(STEPS.length - 1, Math.max(0, Math.floor(share * STEPS.length)))];
      return `\x1b[38;5;${step}m${text}\x1b[39m`;
    },
  };
}

/**
 * Text cut to a width, with an ellipsis where something is missing, and filled up with spaces. Pure; for text
 * without escapes.
 */
export function fitLeft(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width
    ? `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
    : text + ' '.repeat(width - characters.length);
}

/** As `fitLeft`, but to the right. Pure. */
export function fitRight(text: string, width: number): string {
  return [...text].length > width ? fitLeft(text, width) : ' '.repeat(width - [...text].length) + text;
}

/**
 * A number to so many significant digits, or to as many as a width has room for: `0.4312`, `0.0010`, `12346`.
 * Pure.
 */
export function fitNumber(value: number, width: number, most = 4): string {
  const whole = value.toFixed(0);
  for (let digits = most; digits > 1; digits--) {
    const text = value.toPrecision(digits);
    // `12346` rather than `1.235e+4`, which tells less.
    const shown = text.includes('e+') && whole.length <= width ? whole : text;
    if (shown.length <= width) return shown;
  }
  return value.toPrecision(1);
}

/** Parts side by side, as many as a width has room for. Pure. */
export function sideBySide(parts: readonly string[], width: number): string {
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}   ${part}`;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}

/** `0:07`, `12:30`, `3:05:00`. Pure. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `12,345`. Pure. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
