/** A Study of a lab, and what a test asks about it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Condition, StudyStatus } from '../../operator/resource/status.ts';
import type { RunResults } from '../../results/results.ts';
import type { Lab } from './lab.ts';

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly containers: readonly { readonly resources: { readonly limits?: Record<string, string> } }[];
  };
  readonly status: {
    readonly reason?: string;
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly image: string;
      readonly lastState: { readonly terminated?: { readonly reason: string } };
    }[];
  };
}

interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly env: readonly { name: string; value?: string }[] }[];
      };
    };
  };
}

/** What became of a pod. */
export interface PodLife {
  readonly restarts: number;
  readonly evicted: boolean;
  /** Of memory, as its container has it. */
  readonly limit: string | undefined;
}

function lifeOf({ spec, status }: Pod): PodLife {
  return {
    restarts: Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount)),
    evicted: status.reason === 'Evicted',
    limit: spec.containers[0]?.resources.limits?.memory,
  };
}

/** Until it holds. */
export const eventually = <T>(check: () => Promise<T>, timeout = 120_000) =>
  vi.waitFor(check, { timeout, interval: 500 });

export class StudyOnCluster {
  readonly #lab: Lab;
  readonly name: string;
  readonly namespace: string;

  /** No other Study that has workers at the time may have its name, in whatever namespace. */
  constructor(lab: Lab, name: string, namespace = 'default') {
    this.#lab = lab;
    this.name = name;
    this.namespace = namespace;
  }

  async status(): Promise<StudyStatus> {
    return (await this.#lab.get<{ status?: StudyStatus }>(...this.#here('study', this.name))).status ?? {};
  }

  async done(): Promise<number> {
    const { trials } = await this.status();
    return (trials?.completed ?? 0) + (trials?.failed ?? 0);
  }

  /** Names of the workers that are not on their way out. */
  async workers(): Promise<string[]> {
    const { items } = await this.#lab.get<{ items: Pod[] }>(
      ...['jobs', '-n', 'fanout', '-l', `fanout.dev/study=${this.name}`],
    );
    return items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name);
  }

  /**
   * What each of its workers shows the coordinator, by the name of the Job; those that would show what
   * another may are left out.
   */
  async tokens(): Promise<Map<string, string>> {
    const { items } = await this.#lab.get<{ items: Job[] }>(
      ...['jobs', '-n', 'fanout', '-l', `fanout.dev/study=${this.name}`],
    );
    const own = items.flatMap(({ metadata: { name }, spec }) => {
      const env = Object.fromEntries(
        spec.template.spec.containers[0]!.env.map((each) => [each.name, each.value]),
      );
      return env.FANOUT_WORKER_NAME === name && env.FANOUT_TOKEN ? [[name, env.FANOUT_TOKEN] as const] : [];
    });
    return new Map(own);
  }

  async pods(...args: string[]): Promise<Pod[]> {
    const selector = `fanout.dev/study=${this.name}`;
    return (await this.#lab.get<{ items: Pod[] }>('pods', '-n', 'fanout', '-l', selector, ...args)).items;
  }

  async runningPods(): Promise<string[]> {
    const pods = await this.pods('--field-selector=status.phase=Running');
    return pods.map(({ metadata }) => metadata.name);
  }

  /** Follows its pods from now on: what became of each, also of those that are gone at the end. */
  watchPods(): { end(): Promise<PodLife[]> } {
    const lives = new Map<string, PodLife>();
    const look = async () => {
      for (const pod of await this.pods()) lives.set(pod.metadata.name, lifeOf(pod));
    };
    const timer = setInterval(() => void look().catch(() => undefined), 500);
    return {
      end: async () => {
        clearInterval(timer);
        await look();
        return [...lives.values()];
      },
    };
  }

  async events(): Promise<string[]> {
    const { items } = await this.#lab.get<{ items: { reason: string }[] }>(
      ...this.#here('events', '--field-selector', `involvedObject.name=${this.name}`),
    );
    return items.map(({ reason }) => reason);
  }

  /** Until so many more trials have their outcome. */
  async getsFurther(): Promise<void> {
    const before = await this.done();
    await eventually(async () => expect(await this.done()).toBeGreaterThan(before));
  }

  async suspend(holds: boolean): Promise<void> {
    const patch = JSON.stringify({ spec: { suspend: holds } });
    await this.#lab.kubectl(...this.#here('patch', 'study', this.name, '--type=merge', '-p', patch));
  }

  async delete(): Promise<void> {
    await this.#lab.kubectl(...this.#here('delete', 'study', this.name, '--timeout=60s'));
  }

  /** A condition that it has. */
  async condition(of: string): Promise<Condition | undefined> {
    return (await this.status()).conditions?.find(({ type }) => type === of);
  }

  /** Takes its workers away, each when its pack is done, until `goesOn`. */
  async pauses(): Promise<void> {
    await this.scale(0);
    await eventually(async () => {
      expect((await this.status()).state).toBe('Suspended');
      expect(await this.workers()).toEqual([]);
    });
  }

  /** Lets a paused one have workers again. */
  async goesOn(workers: number): Promise<void> {
    await this.scale(workers);
    await eventually(async () => expect(await this.runningPods()).not.toHaveLength(0));
  }

  async scale(workers: number): Promise<void> {
    await this.#lab.kubectl(...this.#here('scale', 'study', this.name, `--replicas=${workers}`));
  }

  async completes(): Promise<void> {
    await eventually(async () => expect((await this.status()).state).toBe('Completed'), 240_000);
  }

  /** What the coordinator wrote on its volume. */
  async results(): Promise<RunResults> {
    const { run } = await this.status();
    return JSON.parse(
      await readFile(join(this.#lab.directory, 'volumes/results', run!, 'results.json'), 'utf8'),
    );
  }

  #here(...args: string[]): string[] {
    return ['-n', this.namespace, ...args];
  }
}
