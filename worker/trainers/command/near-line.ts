import { shownText } from '../../../proto/shown-text.ts';
import { readMetricLine } from './metric-lines.ts';

/** Characters of a line that a message quotes. */
const LONGEST_QUOTE = 120;

/** A line that looks like a report of a metric and is log. */
export interface NearLine {
  /** As a message quotes it. */
  readonly quoted: string;
  /** The number behind the name, as it stands there. */
  readonly value: string;
}

/**
 * The last line of an output that has a metric's name with a number behind it, `INFO: accuracy=0.9` or
 * `[epoch 3] accuracy: 0.97`, and that nevertheless reports nothing; undefined without one. The name is
 * looked for as the study writes it and, if no line has it so, in any case. Pure.
 */
export function nearLine(output: string, metric: string): NearLine | undefined {
  const name = metric.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  const lines = output.split(/[\r\n]+/).filter((line) => readMetricLine(line) === undefined);
  for (const flags of ['', 'i']) {
    const near = new RegExp(
      `(?<![A-Za-z0-9_./-])["']?${name}["']?\\s*(?:[=:]|\\s|\\bis\\b)\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)`,
      flags,
    );
    const line = lines.findLast((each) => near.test(each))?.trim();
    if (line === undefined) continue;
    const quoted = shownText(line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line);
    return { quoted, value: near.exec(line)![1]! };
  }
  return undefined;
}
