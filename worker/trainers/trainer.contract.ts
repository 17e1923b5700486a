/**
 * The suite that every trainer passes: what a worker relies on, whatever it is that trains. Call it at the
 * top of a test file.
 */
import type { JsMsg } from '@nats-io/jetstream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import type { ErrorCode } from '../../proto/faults-and-retries.ts';
import type { Manifest } from '../../study/manifest.ts';
import { mostEpochs } from '../../study/study.ts';
import { Lease } from '../lease.ts';
import { firstBlock, Heard, jobOf, leavesNothing, reportsOf, settled } from './trainer.contract-run.ts';
import type { Trainer } from './trainer.ts';

/**
 * A trainer with a study that takes it a moment: at least two arms beside the two named, of which none goes
 * wrong, two folds and two epochs.
 */
export interface TrainerSubject {
  readonly manifest: Manifest;
  /** The arm that diverges. */
  readonly diverging: string;
  /** The arm whose training always throws, with a trainer that was opened with `poison`. */
  readonly poisoned: string;
  /**
   * Opens a trainer in order, or one with a fault: `out_of_memory`, in the middle of each pack of more than
   * one trial; `poison`, in the middle of each pack with the arm that is called so.
   */
  open(fault?: 'out_of_memory' | 'poison'): Promise<Trainer>;
  /** Opens a trainer that stands still for ever in the middle of each pack of the run. */
  openStalling(): Promise<Stalling>;
  close(): Promise<void>;
}

/** A trainer that stands still, and a run for it. */
export interface Stalling {
  readonly trainer: Trainer;
  readonly manifest: Manifest;
  /**
   * The error of each trial, where the trainer does not see whether its work gets on, and ends it by itself
   * once that has been silent for as long as the study allows. Absent: the lease runs out.
   */
  readonly endsWith?: ErrorCode;
}

/** How often the lease of the suite is renewed, in milliseconds, and how often without progress. */
const RENEWED_EVERY_MS = 10;
const PATIENCE = 2;

export function describeTrainer(name: string, subjectOf: () => Promise<TrainerSubject>): void {
  describe(`trainer ${name}`, () => {
    let subject: TrainerSubject;
    let manifest: Manifest;
    const closers: (() => unknown)[] = [];
    beforeAll(async () => {
      subject = await subjectOf();
      manifest = subject.manifest;
    });
    afterEach(async () => {
      for (const close of closers.splice(0).reverse()) await close();
    });
    afterAll(() => subject.close());

    async function open(fault?: 'out_of_memory' | 'poison'): Promise<Trainer> {
      const trainer = await subject.open(fault);
      closers.push(() => trainer.close());
      return trainer;
    }
    /** The block's arms that are in order. */
    const sound = () =>
      firstBlock(manifest).filter(({ arm }) => ![subject.diverging, subject.poisoned].includes(arm));
    const never = new AbortController().signal;

    describe('describes itself', () => {
      it('in words that fit into labels and heartbeats', async () => {
        const { backend, text } = (await open()).description;
        expect(backend).toMatch(/^[a-z][\w-]{0,31}$/);
        expect(text).toMatch(/^\S.{0,510}\S$/);
      });
    });

    describe('gets prepared', () => {
      it('before the first pack of a run, and trains none of another', async () => {
        const trainer = await open();
        const job = jobOf(manifest, sound());
        await expect(trainer.run(job, new Heard(), never)).rejects.toMatchObject({ code: 'INTERNAL' });
        await trainer.prepare(manifest, never);
        await trainer.prepare({ ...manifest, run: 'another' }, never);
        await expect(trainer.run(job, new Heard(), never)).rejects.toMatchObject({ code: 'INTERNAL' });
        await expect(reportsOf(trainer, manifest, sound())).resolves.toHaveLength(sound().length);
      });

      it('unless it is told to stop', async () => {
        const trainer = await open();
        const stopped = AbortSignal.abort(new Error('told to stop'));
        await expect(trainer.prepare(manifest, stopped)).rejects.toMatchObject({ code: 'INTERRUPTED' });
      });
    });

    describe('reports', () => {
      it('each metric of the study after every epoch, and at the end those of the last', async () => {
        const { metrics } = manifest.study;
        const names = metrics.map((metric) => metric.name).sort();
        const heard = new Heard();
        const reports = await reportsOf(await open(), manifest, sound(), heard);
        expect(reports).toHaveLength(sound().length);
        for (const [place, report] of reports.entries()) {
          expect(Object.keys(report.metrics).sort()).toEqual(names);
          expect(Object.keys(report.history).sort()).toEqual(names);
          const own = heard.epochs.filter((epoch) => epoch.place === place);
          expect(own.map(({ epoch }) => epoch)).toEqual([...Array(mostEpochs(manifest.study)).keys()]);
          for (const metric of names)
            expect(report.history[metric]).toEqual(own.map((epoch) => epoch.metrics[metric]));
          expect(report.metrics).toEqual(own.at(-1)!.metrics);
          expect(report.findings.filter(({ kind }) => kind === 'diverged')).toEqual([]);
        }
      });

      it('steps that go on, from none to all of them', async () => {
        const heard = new Heard();
        await reportsOf(await open(), manifest, sound(), heard);
        let [step, examples] = [0, 0];
        for (const told of heard.steps) {
          step += told.taken;
          examples += told.examples;
          expect(told.step).toBe(step);
          expect(Math.min(told.seconds, told.waitedSeconds, told.taken)).toBeGreaterThanOrEqual(0);
        }
        expect(new Set(heard.steps.map(({ steps }) => steps))).toEqual(new Set([step]));
        expect(step).toBeGreaterThan(0);
        expect(examples % sound().length).toBe(0);
      });

      it('the same of a trial in a pack, in any order, alone, and another time', async () => {
        const trainer = await open();
        const trials = sound();
        const reports = await reportsOf(trainer, manifest, trials);
        expect(new Set(reports.map(({ metrics }) => JSON.stringify(metrics))).size).toBe(trials.length);
        expect(await reportsOf(trainer, manifest, [...trials].reverse())).toEqual([...reports].reverse());
        for (const [place, trial] of trials.entries())
          expect(await reportsOf(await open(), manifest, [trial])).toEqual([reports[place]]);
      });

      it('a trial that diverged as a result with a finding, and the rest of its pack unharmed', async () => {
        const trainer = await open();
        const [wild] = firstBlock(manifest, [subject.diverging]);
        const [first, second] = await reportsOf(trainer, manifest, [wild!, sound()[0]!]);
        expect(first!.findings).toContainEqual({ kind: 'diverged', step: expect.any(Number) });
        expect(Object.values(first!.metrics).every(Number.isFinite)).toBe(true);
        expect([second]).toEqual(await reportsOf(trainer, manifest, [sound()[0]!]));
      });
    });

    describe('fails', () => {
      it('with OUT_OF_MEMORY where the pack is too large; smaller ones of the same run are trained', async () => {
        const trainer = await open('out_of_memory');
        const expected = await reportsOf(await open(), manifest, sound());
        await leavesNothing(trainer, never, async () => {
          const errors = await settled(trainer, manifest, sound());
          for (const error of errors)
            expect(error).toMatchObject({ code: 'OUT_OF_MEMORY', fault: 'trial', retry: 'smaller' });
        });
        for (const [place, trial] of sound().entries())
          expect(await reportsOf(trainer, manifest, [trial])).toEqual([expected[place]]);
      });

      it('by the trial that always throws, so that it can be cut out, and by no other', async () => {
        const trainer = await open('poison');
        const [poisoned] = firstBlock(manifest, [subject.poisoned]);
        const healthy = await reportsOf(trainer, manifest, sound());
        for (const trials of [[...sound(), poisoned!], [poisoned!]])
          await leavesNothing(trainer, never, async () => {
            const error = (await settled(trainer, manifest, trials)).at(-1);
            expect(error).toBeInstanceOf(FanoutError);
            expect(error).toMatchObject({ fault: 'trial', message: expect.stringMatching(/\S/) });
          });
        expect(await reportsOf(trainer, manifest, sound())).toEqual(healthy);
      });
    });

    describe('is told to stop', () => {
      const reason = new Error('told to stop');

      it('and trains nothing when that comes first', async () => {
        const trainer = await open();
        await trainer.prepare(manifest, never);
        const heard = new Heard();
        const stopped = trainer.run(jobOf(manifest, sound()), heard, AbortSignal.abort(reason));
        await expect(stopped).rejects.toBe(reason);
        expect(heard.epochs).toEqual([]);
      });

      it('and throws the reason before it ends another epoch, leaves nothing, and trains the next pack', async () => {
        const trainer = await open();
        const expected = await reportsOf(trainer, manifest, sound());
        const { signal, abort } = controller();
        const heard = new Heard(({ epochs }) => epochs.length > 0 && abort(reason));
        await leavesNothing(trainer, signal, async () => {
          await expect(reportsOf(trainer, manifest, sound(), heard, signal)).rejects.toBe(reason);
        });
        expect(new Set(heard.epochs.map(({ epoch }) => epoch))).toEqual(new Set([0]));
        const { calls } = heard;
        expect(await reportsOf(trainer, manifest, sound())).toEqual(expected);
        expect(heard.calls).toBe(calls);
      });
    });

    describe('stands still', () => {
      it('and lets the lease end, or ends by itself; told to stop it ends at once', async () => {
        const { trainer, manifest: stalling, endsWith } = await subject.openStalling();
        closers.push(() => trainer.close());
        if (endsWith !== undefined) await endsByItself(trainer, stalling, endsWith);
        else await letsTheLeaseEnd(trainer, stalling);
      });

      async function endsByItself(trainer: Trainer, stalling: Manifest, code: ErrorCode): Promise<void> {
        await leavesNothing(trainer, never, async () => {
          const [trial] = firstBlock(stalling);
          const [error] = await settled(trainer, stalling, [trial!]);
          expect(error).toMatchObject({ code, fault: 'trial', message: expect.stringMatching(/\S/) });
        });
        const { signal, abort } = controller();
        const reason = new Error('told to stop');
        const heard = new Heard(() => abort(reason));
        await leavesNothing(trainer, signal, async () => {
          const run = trainer.run(jobOf(stalling, firstBlock(stalling)), heard, signal);
          await expect(run).rejects.toBe(reason);
          expect(heard.calls).toBe(1);
        });
      }

      async function letsTheLeaseEnd(trainer: Trainer, stalling: Manifest): Promise<void> {
        let renewedAt = performance.now();
        const message = { working: () => (renewedAt = performance.now()) } as Partial<JsMsg> as JsMsg;
        const lease = new Lease(message, RENEWED_EVERY_MS, PATIENCE);
        closers.push(() => lease.release());
        const heard = new Heard(() => lease.progress());
        const { signal, abort } = controller();
        await trainer.prepare(stalling, signal);
        await leavesNothing(trainer, signal, async () => {
          const run = trainer.run(jobOf(stalling, firstBlock(stalling)), heard, signal);
          run.catch(() => undefined);
          const ended = () => performance.now() - renewedAt > 10 * PATIENCE * RENEWED_EVERY_MS;
          await expect.poll(() => heard.calls > 0 && ended(), { timeout: 30_000 }).toBe(true);
          const { calls } = heard;
          const reason = new Error('told to stop');
          abort(reason);
          await expect(run).rejects.toBe(reason);
          expect(heard.calls).toBe(calls);
        });
      }
    });
  });
}

function controller() {
  const own = new AbortController();
  return { signal: own.signal, abort: (reason: Error) => own.abort(reason) };
}
