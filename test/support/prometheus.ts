/** A Prometheus of its own: on a free port, in a directory of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

/** Whether this machine has one. */
export const HAS_PROMETHEUS = spawnSync('prometheus', ['--version']).error === undefined;

export interface PrometheusOptions {
  /** As in Prometheus's configuration. */
  readonly scrapeConfigs: readonly unknown[];
  readonly ruleFiles?: readonly string[];
  /** Of scrapes and of rules, as Prometheus writes durations. */
  readonly interval: string;
}

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Unix time in seconds, and the value as text. */
  readonly values: readonly (readonly [time: number, value: string])[];
}

export interface RuleState {
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
}

export interface Prometheus {
  /**
   * Value of each series at a time (Unix, in seconds). Rejects with Prometheus's words when the expression is
   * not valid.
   */
  query(expression: string, at: number): Promise<Series[]>;
  /** Values of each series over a time. `step` in seconds. */
  queryRange(expression: string, from: number, to: number, step: number): Promise<Series[]>;
  rules(): Promise<RuleState[]>;
  stop(): Promise<void>;
}

interface Answer<Data> {
  readonly status: string;
  readonly error?: string;
  readonly data: Data;
}

type Point = Series['values'][number];

/** Starts one; settles when it answers. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-prometheus-'));
  const config = join(directory, 'prometheus.yml');
  const { interval, scrapeConfigs, ruleFiles = [] } = options;
  const global = { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval };
  writeFileSync(config, stringify({ global, rule_files: ruleFiles, scrape_configs: scrapeConfigs }));
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${directory}/data`];
  const process = spawn('prometheus', [...flags, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = async () => {
    await ended(process);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const url = `http://${await addressOf(process)}`;
    return { ...asking(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function asking(url: string): Omit<Prometheus, 'stop'> {
  const ask = async <Data>(path: string, parameters: Record<string, string> = {}): Promise<Data> => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as Answer<Data>;
    if (answer.status !== 'success') throw new Error(`${parameters.query ?? path}: ${answer.error}`);
    return answer.data;
  };
  return {
    async query(query, at) {
      const { result } = await ask<{ result: { metric: Series['metric']; value: Point }[] }>('query', {
        query,
        time: String(at),
      });
      return result.map(({ metric, value }) => ({ metric, values: [value] }));
    },
    async queryRange(query, start, end, step) {
      const parameters = { query, start: String(start), end: String(end), step: String(step) };
      return (await ask<{ result: Series[] }>('query_range', parameters)).result;
    },
    async rules() {
      const { groups } = await ask<{ groups: { rules: RuleState[] }[] }>('rules');
      return groups.flatMap(({ rules }) => rules);
    },
  };
}

/** Where it listens, from its log, once it says that it is ready. */
async function addressOf(process: ChildProcess): Promise<string> {
  let address: string | undefined;
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stderr! })) {
    lines.push(line);
    address ??= /msg="Listening on" address=(\S+)/.exec(line)?.[1];
    if (address && line.includes('Server is ready to receive web requests')) {
      process.stderr!.resume();
      return address;
    }
  }
  throw new Error(`Prometheus did not start:\n${lines.slice(-5).join('\n')}`);
}

function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    process.once('exit', () => resolve());
    process.kill('SIGTERM');
  });
}
