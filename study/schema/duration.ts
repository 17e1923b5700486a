import { z } from 'zod';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
/** The longest that a study can name: a year. */
const LONGEST_SECONDS = 366 * 86_400;

const RULE = 'must be a time above 0 and of at most a year, such as 90s, 30m, 2h, 1h30m or 7d';

/** How it is written. */
export const DURATION = /^(\d+(\.\d+)?[smhd])+$/;

/** A length of time, `90s`, `30m`, `1h30m`; in seconds once it is read, and taken as such. */
export const duration = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    const seconds = secondsOf(value);
    if (seconds !== undefined) return seconds;
    context.addIssue({ code: 'custom', message: `${RULE}, found ${JSON.stringify(value)}` });
    return z.NEVER;
  })
  .meta({ duration: true });

/** Seconds of a length of time; undefined for what is none. Pure. */
export function secondsOf(value: string | number): number | undefined {
  const seconds = typeof value === 'number' ? value : secondsOfText(value);
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds : undefined;
}

function secondsOfText(text: string): number {
  if (!DURATION.test(text)) return Number.NaN;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}
