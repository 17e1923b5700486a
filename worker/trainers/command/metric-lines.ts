/** What a program says of its metrics, line by line. Both forms of a line are read here, and nowhere else. */
import { isMetricName } from '../../../proto/metrics.ts';

/** A line that reports: `epoch=3 accuracy=0.97 loss=nan`, or the same as a JSON object. */
export interface MetricLine {
  /** As the program counts: a whole number from 0 to 2147483647. Absent: not of an epoch. */
  readonly epoch?: number;
  /** At least one; NaN and infinity as they are. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Longest line that can report, in bytes; a longer one is log. */
export const LONGEST_METRIC_LINE = 64 * 1024;

const NUMBER = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf|infinity)$/i;
/** NaN and infinity are no JSON, and yet what many programs write into it. */
const NOT_FINITE = /(?<=[:,[\s])[+-]?(?:nan|inf|infinity)(?=\s*[,\]}])/gi;
/** Too large for a number, so that JSON reads it as infinity. */
const INFINITE = '1e999';

/**
 * What a line reports, or undefined when it is log: when one of its words is no NAME=NUMBER, or it is no JSON
 * object with a number. Members of an object that are no numbers, or have a name that no metric has, are not
 * looked at. Pure.
 */
export function readMetricLine(text: string): MetricLine | undefined {
  const line = text.trim();
  if (line.startsWith('{')) return line.endsWith('}') ? report(jsonMembers(line)) : undefined;
  return line.includes('=') ? report(words(line)) : undefined;
}

/** A program that counts further than this means something else: the time, say. */
const LAST_EPOCH = 2 ** 31 - 1;
const isEpoch = (value: number | undefined): value is number =>
  Number.isInteger(value) && value! >= 0 && value! <= LAST_EPOCH;

type Named = readonly (readonly [string, number])[];

function report(named: Named | undefined): MetricLine | undefined {
  const metrics = named?.filter(([name]) => name !== 'epoch') ?? [];
  const [, epoch] = named?.findLast(([name]) => name === 'epoch') ?? [];
  if (metrics.length === 0) return undefined;
  return { ...(isEpoch(epoch) ? { epoch } : {}), metrics: Object.fromEntries(metrics) };
}

function words(line: string): Named | undefined {
  const named: [string, number][] = [];
  for (const word of line.split(/[\s,]+/)) {
    if (word === '') continue;
    const at = word.indexOf('=');
    const [name, value] = [word.slice(0, Math.max(at, 0)), word.slice(at + 1)];
    if (!isMetricName(name) || !NUMBER.test(value)) return undefined;
    named.push([name, numberOf(value)]);
  }
  return named;
}

function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function jsonMembers(line: string): Named | undefined {
  const object = parsed(line) ?? parsed(line.replace(NOT_FINITE, INFINITE));
  if (object === undefined) return undefined;
  return Object.entries(object).filter(
    (member): member is [string, number] => typeof member[1] === 'number' && isMetricName(member[0]),
  );
}

/** A line that begins with a brace and is JSON is an object. */
function parsed(line: string): object | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
