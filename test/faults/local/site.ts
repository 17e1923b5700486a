import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Audit, Books } from '../arena/books.ts';
import { NatsProcess } from '../arena/nats.ts';
import { must, SkippedError, studyText } from '../checks.ts';
import type { Random } from '../random.ts';
import { LocalCommand } from './command.ts';
import { MARK, type Marked, marked } from './processes.ts';

/** Three initializers would do; the suite's seven keep both workers busy long enough to be disturbed. */
const SEEDS = 2;
export const TRIALS = 7 * 5 * SEEDS;
/** What the command leaves behind is gone within this time. */
const GONE_MS = 30_000;

/** A directory in which `fanout run` is started, broken and started again. */
export class LocalSite {
  readonly random: Random;
  readonly directory: string;
  /** Faults injected so far, and what the ledgers of all finished runs came to. */
  injected = 0;
  trials = 0;
  lost = 0;
  recordedTwice = 0;
  readonly #mark = randomBytes(8).toString('hex');
  readonly #commands: LocalCommand[] = [];
  /** How many trials its study has. */
  #trialsOfStudy = TRIALS;

  private constructor(random: Random, directory: string) {
    this.random = random;
    this.directory = directory;
  }

  /** Makes one. Throws SkippedError where the processes of a command cannot be told. */
  static async open(random: Random): Promise<LocalSite> {
    if (process.platform !== 'linux') throw new SkippedError('processes are told by /proc');
    const directory = await mkdtemp(join(tmpdir(), 'fanout-faults-'));
    const study = studyText({ seeds: SEEDS, poison: false }).replace('epochs: 20', 'epochs: 200');
    await writeFile(join(directory, 'study.yaml'), study);
    return new LocalSite(random, directory);
  }

  /** Has runs from now on made of another study, with so many trials. */
  async takeStudy(text: string, trials: number): Promise<void> {
    await writeFile(join(this.directory, 'study.yaml'), text);
    this.#trialsOfStudy = trials;
  }

  /** Starts the command on the study, or on a run that it had. */
  start(resume?: string, env: Readonly<Record<string, string>> = {}): LocalCommand {
    const what = resume === undefined ? [join(this.directory, 'study.yaml')] : ['--resume', resume];
    const command = new LocalCommand([...what, '--out', this.out, '--workers', '2', '--backend', 'wasm'], {
      ...env,
      [MARK]: this.#mark,
    });
    this.#commands.push(command);
    return command;
  }

  get out(): string {
    return join(this.directory, 'runs');
  }

  /** Directories of runs, the newest last. */
  get runs(): string[] {
    try {
      return readdirSync(this.out).sort();
    } catch {
      return [];
    }
  }

  get processes(): Marked[] {
    return marked(this.#mark);
  }

  /**
   * Starts the study and kills the command once so many outcomes are recorded; the run, with nothing of it at
   * work.
   */
  async brokenOff(outcomes: number): Promise<string> {
    const command = this.start();
    must(await command.until(() => command.recorded >= outcomes), `the command ended: ${command.text}`);
    await command.kill();
    await this.empty();
    return this.runs.at(-1)!;
  }

  /** Waits until nothing that the commands started is alive. Throws when something stays. */
  async empty(): Promise<void> {
    const late = performance.now() + GONE_MS;
    while (this.processes.length > 0 && performance.now() < late) await setTimeout(50);
    const left = this.processes.map(({ commandLine }) => commandLine.slice(0, 120));
    must(left.length === 0, `left behind: ${left.join('; ')}`);
  }

  /**
   * Takes a run up and lets it come to its end; throws unless each trial has one outcome then, and the
   * command ended with `status`.
   */
  async finish(run: string, status = 0): Promise<Audit> {
    const command = this.start(run);
    const { code } = await command.ended;
    must(code === status, `--resume ended with ${code}: ${command.text.slice(-400)}`);
    return this.finished(run);
  }

  /** Checks the ledger of a run that has come to its end. */
  async finished(run: string): Promise<Audit> {
    await this.empty();
    const audit = await this.audit(run);
    this.trials += this.#trialsOfStudy;
    this.lost += audit.lost;
    this.recordedTwice += audit.recordedTwice;
    must(audit.lost === 0, `${audit.lost} trials have no outcome`);
    must(audit.recordedTwice === 0, `${audit.recordedTwice} outcomes were written twice`);
    return audit;
  }

  /** What the storage of a run holds, read with a server of its own. */
  async audit(run: string): Promise<Audit> {
    const nats = await NatsProcess.prepare(this.directory, join(this.out, run, 'nats'));
    const books = new Books(nats, this.#trialsOfStudy);
    await nats.start();
    try {
      await books.open(run);
      return await books.audit();
    } finally {
      await books.close();
      await nats.stop();
    }
  }

  async close({ keep = false } = {}): Promise<void> {
    for (const command of this.#commands) await command.kill();
    for (const { pid } of this.processes) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    if (!keep) await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
