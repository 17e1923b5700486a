/**
 * A run under faults, in real processes: nats-server, the command `fanout coordinator`, workers; and between
 * them proxies that can be cut. Whoever dies is started again, as Kubernetes or `fanout run` would.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { compiled } from '../compiled.ts';
import type { Mischief } from '../mischief.ts';
import type { Random } from '../random.ts';
import { Books } from './books.ts';
import { dropAcks } from './drop-acks.ts';
import { NatsProcess } from './nats.ts';
import { Passageway } from './passageway.ts';
import { type Ending, Process } from './process.ts';

export const LEASE_MS = 4_000;
const TOKEN = 'secret-token-of-the-run-41c7';
const RUN_WORKERS = 2;

export interface ArenaOptions {
  readonly random: Random;
  /** Text of the study file. */
  readonly study: string;
  readonly trials: number;
  /** How long a step of a pack takes. */
  readonly stepMs?: number;
  readonly workers?: number;
  /** What each worker that is started does wrong; `start` counts from 0. */
  readonly mischief?: (start: number) => Mischief;
}

export class Arena {
  readonly random: Random;
  readonly directory: string;
  readonly nats: NatsProcess;
  readonly natsOfWorkers: Passageway;
  readonly natsOfCoordinator: Passageway;
  readonly grpc: Passageway;
  readonly books: Books;
  /** Faults injected so far, and how long the next outcome took after each had gone, in milliseconds. */
  injected = 0;
  readonly recoveries: number[] = [];
  /** While true, acknowledgements of workers are lost. */
  droppingAcks = false;
  acksDropped = 0;
  run = '';
  /** The coordinator at work. */
  coordinator!: Process;
  readonly workers: Process[] = [];
  readonly #options: ArenaOptions;
  readonly #processes: Process[] = [];
  #supervising = true;
  #starts = 0;
  #nextCrash = '';
  #ended!: (ending: Ending) => void;
  /** How the coordinator ended that nobody is to start again: the one whose run is done. */
  readonly ended = new Promise<Ending>((resolve) => {
    this.#ended = resolve;
  });

  private constructor(options: ArenaOptions, directory: string, nats: NatsProcess, proxies: Passageway[]) {
    this.#options = options;
    this.random = options.random;
    this.directory = directory;
    this.nats = nats;
    [this.natsOfWorkers, this.natsOfCoordinator, this.grpc] = proxies as [Passageway, Passageway, Passageway];
    this.books = new Books(nats, options.trials);
  }

  /** Starts everything; the run is open and worked on. */
  static async open(
    options: ArenaOptions,
    beforeNats: (nats: NatsProcess) => Promise<void> = async () => undefined,
  ): Promise<Arena> {
    const directory = await mkdtemp(join(tmpdir(), 'fanout-faults-'));
    const nats = await NatsProcess.prepare(directory);
    await beforeNats(nats);
    await nats.start();
    let arena!: Arena;
    const filter = dropAcks(
      () => arena.droppingAcks,
      () => {
        arena.acksDropped += 1;
      },
    );
    const proxies = [
      await Passageway.open(nats.port, filter),
      await Passageway.open(nats.port),
      await Passageway.open(1),
    ];
    arena = new Arena(options, directory, nats, proxies);
    await writeFile(join(directory, 'study.yaml'), options.study);
    await arena.startCoordinator();
    await arena.books.open(arena.run);
    for (let index = 0; index < (options.workers ?? RUN_WORKERS); index++) arena.startWorker(index);
    return arena;
  }

  /** A coordinator of the run: the first one starts it, later ones take it up. Waits until it is open. */
  async startCoordinator(): Promise<void> {
    const crash = this.#nextCrash;
    this.#nextCrash = '';
    const file = join(this.directory, 'run.json');
    await rm(file, { force: true });
    const coordinator = this.spawnCoordinator(
      [...(this.run ? ['--resume', this.run] : [join(this.directory, 'study.yaml')]), '--run-file', file],
      { FANOUT_TEST_CRASH: crash },
    );
    this.succeed(coordinator);
    await this.opened(coordinator, file);
  }

  /** Kills the coordinator and puts one in its place that will die at a point of its own. */
  async startCoordinatorInPlace(crash: string): Promise<Process> {
    const before = this.coordinator;
    this.#nextCrash = crash;
    before.signal('SIGKILL');
    await before.ended;
    while (this.coordinator === before) await setTimeout(5);
    return this.coordinator;
  }

  /** From now on this one is the coordinator of the run. */
  succeed(coordinator: Process): void {
    this.coordinator = coordinator;
    void coordinator.ended.then((ending) => this.#coordinatorEnded(coordinator, ending));
  }

  /** Waits until a coordinator has opened the run, and leads workers to it. */
  async opened(coordinator: Process, file: string): Promise<void> {
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text.endsWith('}')) {
        const { run, address } = JSON.parse(text) as { run: string; address: string };
        this.run = run;
        this.grpc.retarget(Number(address.split(':').at(-1)));
        return;
      }
      if (!coordinator.alive) return;
      await setTimeout(20);
    }
  }

  /** A coordinator process, of whom nobody takes care. */
  spawnCoordinator(args: readonly string[], env: Readonly<Record<string, string>> = {}): Process {
    return this.#spawn({
      module: compiled('test/faults/processes/coordinator'),
      args: [
        'coordinator',
        ...args,
        '--listen',
        '127.0.0.1:0',
        '--workers',
        '2',
        '--out',
        join(this.directory, 'runs'),
      ],
      env: {
        ...this.#addresses(this.natsOfCoordinator, this.nats.coordinator),
        FANOUT_COORDINATOR_ID: 'coordinator-of-the-run',
        ...env,
      },
      log: join(this.directory, 'coordinator.log'),
    });
  }

  startWorker(index: number): void {
    const start = this.#starts++;
    const worker = this.#spawn({
      module: compiled('test/faults/processes/worker'),
      args: ['worker'],
      nodeArgs: ['--max-old-space-size=192'],
      env: {
        ...this.#addresses(this.natsOfWorkers, this.nats.worker),
        FANOUT_RUN: this.run,
        FANOUT_COORDINATOR: `127.0.0.1:${this.grpc.port}`,
        FANOUT_TEST_WORKER: JSON.stringify({
          stepMs: this.#options.stepMs ?? 8,
          ...this.#options.mischief?.(start),
        }),
      },
      log: this.workerLog(index),
    });
    this.workers[index] = worker;
    void worker.ended.then(() => {
      if (this.#supervising) this.startWorker(index);
    });
  }

  workerLog(index: number): string {
    return join(this.directory, `worker-${index}.log`);
  }

  get done(): boolean {
    return this.books.recorded >= this.#options.trials;
  }

  /**
   * Waits until that many more outcomes are recorded, and then a random moment; false when the run ended
   * before.
   */
  async progress(outcomes: number): Promise<boolean> {
    const goal = this.books.recorded + outcomes;
    while (this.books.recorded < goal && !this.done && this.coordinator.alive) await setTimeout(20);
    await setTimeout(this.random.between(0, 1_000));
    return !this.done;
  }

  /**
   * Injects a fault and takes it away again; what `inject` returns with is the moment from which the run has
   * to recover.
   */
  async fault(inject: () => Promise<void>): Promise<void> {
    this.injected += 1;
    await inject();
    this.recoveries.push(...(await this.#recovery()));
  }

  async #recovery(): Promise<number[]> {
    const from = Date.now();
    const before = this.books.recorded;
    if (this.done) return [];
    while (this.books.recorded === before && this.#supervising) await setTimeout(10);
    return [Date.now() - from];
  }

  /** Stops starting again whoever dies. */
  leaveAlone(): void {
    this.#supervising = false;
  }

  /** Command lines of all processes that are alive, as `ps` shows them. */
  async commandLines(): Promise<string> {
    const pids = this.#processes.filter((process) => process.alive).map(({ pid }) => pid);
    const lines = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    return lines.join('\n').replaceAll('\0', ' ');
  }

  get secrets(): readonly string[] {
    return [TOKEN, ...this.nats.secrets];
  }

  get token(): string {
    return TOKEN;
  }

  async close({ keep = false } = {}): Promise<void> {
    this.#supervising = false;
    for (const process of this.#processes) process.signal('SIGCONT');
    for (const process of this.#processes) process.signal('SIGKILL');
    await Promise.all(this.#processes.map((process) => process.ended));
    await this.books.close();
    await Promise.all([this.natsOfWorkers.close(), this.natsOfCoordinator.close(), this.grpc.close()]);
    await this.nats.stop();
    if (!keep) await rm(this.directory, { recursive: true, force: true });
  }

  #coordinatorEnded(coordinator: Process, ending: Ending): void {
    if (coordinator !== this.coordinator) return;
    if (ending.signal === 'SIGKILL' && this.#supervising) void this.startCoordinator();
    else this.#ended(ending);
  }

  #spawn(options: ConstructorParameters<typeof Process>[0]): Process {
    const started = new Process(options);
    this.#processes.push(started);
    return started;
  }

  #addresses(proxy: Passageway, user: { readonly user: string; readonly pass: string }) {
    return {
      FANOUT_NATS_URL: `nats://127.0.0.1:${proxy.port}`,
      FANOUT_NATS_USER: user.user,
      FANOUT_NATS_PASSWORD: user.pass,
      FANOUT_TOKEN: TOKEN,
      FANOUT_LEASE_MS: String(LEASE_MS),
    };
  }
}
