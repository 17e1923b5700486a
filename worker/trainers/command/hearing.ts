/** Hears a program: its output, its metrics file, its signs of life. */
import { LineSplitter } from './line-splitter.ts';
import { LogKeeper } from './log-keeper.ts';
import { MetricsFile } from './metrics-file.ts';
import type { ProgramListener } from './program.ts';
import type { Recorder } from './recorder.ts';
import type { Watch } from './watch.ts';

/** How often the metrics file is looked at, in milliseconds. */
const LOOK_MS = 250;

export interface HearingOptions {
  readonly from: 'lines' | 'file' | 'none';
  readonly metricsFile: string;
  readonly recorder: Recorder;
  readonly watch: Watch;
  readonly onOutput: (bytes: Buffer) => void;
}

/** Takes what a program says while it runs, and what is left at its end. */
export class Hearing implements ProgramListener {
  readonly log = new LogKeeper();
  readonly #lines = new LineSplitter();
  readonly #file: MetricsFile;
  readonly #options: HearingOptions;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(options: HearingOptions) {
    this.#options = options;
    this.#file = new MetricsFile(options.metricsFile);
    if (options.from !== 'none') this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  onOutput(bytes: Buffer, stream: 'stdout' | 'stderr'): void {
    this.log.add(bytes);
    this.#options.onOutput(bytes);
    if (stream === 'stdout' && this.#options.from === 'lines')
      this.#options.recorder.take(this.#lines.take(bytes));
    this.#options.watch.sign();
  }

  /**
   * Nothing more comes. `inOrder`: a last line without an end counts, since the program was not stopped in
   * the middle of it.
   */
  end(inOrder: boolean): void {
    clearInterval(this.#timer);
    if (this.#options.from === 'none') return;
    this.#look();
    if (!inOrder) return;
    const { recorder, from } = this.#options;
    recorder.take([...(from === 'lines' ? this.#lines.rest() : []), ...this.#file.rest()]);
  }

  #look(): void {
    const { recorder, watch } = this.#options;
    if (this.#file.read((lines) => recorder.take(lines))) watch.sign();
  }
}
