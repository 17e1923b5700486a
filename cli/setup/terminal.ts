import { createInterface } from 'node:readline/promises';
import { shownBytes } from '../../datasets/byte-size.ts';
import { shownText } from '../../proto/shown-text.ts';

/** Where progress is shown: a line that is written over on a terminal, a line for each step elsewhere. */
export interface Progress {
  report(step: string, done?: number, total?: number): void;
  /** Ends the line that is being written over. */
  end(): void;
}

const REDRAW_MS = 100;

/** Progress on a stream of this process. */
export function progressOn(
  stream: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean },
): Progress {
  let step = '';
  let drawn = 0;
  return {
    report(text, done, total) {
      const next = shownText(text);
      const isNew = next !== step;
      if (!stream.isTTY) {
        if (isNew) stream.write(`${next}\n`);
        step = next;
        return;
      }
      if (!isNew && performance.now() - drawn < REDRAW_MS) return;
      if (isNew && step !== '') stream.write('\n');
      step = next;
      drawn = performance.now();
      const amount = total === undefined ? '' : `  ${shownBytes(done ?? 0)} of ${shownBytes(total)}`;
      stream.write(`\r\u001b[K${next}${amount}`);
    },
    end() {
      if (stream.isTTY && step !== '') stream.write('\n');
      step = '';
    },
  };
}

/** Asks a yes-or-no question on the terminal; anything but yes is no. */
export async function confirmed(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}
