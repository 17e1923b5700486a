import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { LoadOptions } from '../../datasets/load.ts';
import type { Backend } from '../../engines/engine.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownJson } from '../../proto/shown-text.ts';
import type { RunResults } from '../../results/results.ts';
import { isNetworkStudy, type Study } from '../../study/study.ts';
import { USUAL_PORT } from '../../web/server.ts';
import { programsAtATime, visibleGpus } from '../../worker/trainers/command/gpus.ts';
import { failedLines } from '../board/failed-lines.ts';
import { renderSummary } from '../board/summary.ts';
import { backendName, collect, positiveNumber, wholeNumber } from '../options.ts';
import { stopSignal } from '../processes/stop-signal.ts';
import { loadManifest } from '../results/load.ts';
import { terminal } from '../results/results.ts';
import { runCommandLine } from '../self.ts';
import { readStudy } from '../study/read.ts';
import { shownValues, tell, warningText } from '../terminal.ts';
import { declared, declaredBefore, type UntilArguments } from '../until/arguments.ts';
import { loadSequence } from '../until/sequence.ts';
import { runUntilDecided } from '../until/until.ts';
import { findRun, runDirectory } from './directory.ts';
import { localRun } from './local-run.ts';
import { runOneTrial } from './one-trial.ts';
import { backendOfResumed } from './own-backend.ts';
import { planRun } from './plan-run.ts';
import { editedWarnings } from './program-states.ts';
import { watched } from './watched.ts';

interface Options extends UntilArguments {
  readonly workers?: number;
  readonly backend: Backend | 'auto';
  readonly out: string;
  readonly nats?: string;
  readonly json?: boolean;
  readonly metricsPort?: number;
  readonly watch?: boolean;
  readonly watchPort?: number;
  readonly resume?: string;
  readonly set: string[];
  readonly trial?: string;
  readonly verbose?: boolean;
}

/** `fanout run STUDY`: the whole way on one machine, from the study file to the report. */
export function runCommand(): Command {
  return new Command('run')
    .description('run a study on this machine, and report')
    .argument('[study]', 'a study file; may be left out with --resume')
    .option('--workers <count>', 'worker processes (default: one for each core)', wholeNumber(1, 256))
    .option('--backend <name>', 'auto, tfjs-node-gpu, webgpu, tfjs-node or wasm', backendName, 'auto')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .option('--nats <url>', 'use this NATS server instead of starting one')
    .option(
      '--set <field=value>',
      'change a field of the study, for example training.epochs=1; repeatable',
      collect,
      [],
    )
    .option('--resume <run>', 'finish a run that was interrupted')
    .option(
      '--metrics-port <port>',
      'serve /metrics for Prometheus, /healthz and /readyz on 127.0.0.1; 0: a free port',
      wholeNumber(0, 65_535),
    )
    .option('--watch', 'show the run on a page of this machine; its address is printed')
    .option(
      '--watch-port <port>',
      `the page’s port, with or without --watch; 0: a free one (default: ${USUAL_PORT}, or a free one)`,
      wholeNumber(0, 65_535),
    )
    .addOption(
      new Option('--until <what>', 'add seeds in blocks until every pair is decided').choices(['decided']),
    )
    .option(
      '--block <seeds>',
      'with --until: seeds of each block (default: the study’s)',
      wholeNumber(1, 1000),
    )
    .option('--max-seeds <count>', 'with --until: the most seeds (default: 8 blocks)', wholeNumber(2, 10_000))
    .option('--max-time <minutes>', 'with --until: begin no block that would end later', positiveNumber(1e6))
    .option('--trial <arm/fold/seed>', 'train this one trial, and record nothing')
    .option('--verbose', 'with --trial: show what its program writes')
    .option('--json', 'print one JSON document on stdout at the end, and progress as events on stderr')
    .action(run);
}

async function run(study: string | undefined, options: Options): Promise<void> {
  const signal = stopSignal();
  const message = tell;
  if (options.verbose && options.trial === undefined)
    throw new FanoutError('USAGE', '--verbose needs --trial', {
      hint: 'fanout logs RUN TRIAL shows what the programs of a run have written',
    });
  if (options.trial !== undefined) return runOneTrial(study, { ...options, trial: options.trial }, signal);
  const plan = options.resume
    ? await resumed(study, options.resume, options, signal)
    : await fresh(study, options, { onProgress: message, signal });
  const cores = availableParallelism();
  const workers = Math.min(options.workers ?? (await atATime(plan.manifest.study)), plan.manifest.trials);
  const parts = {
    ...plan,
    workers,
    threads: Math.max(1, Math.floor(cores / workers)),
    backend: plan.backend,
    nats: options.nats,
    metricsPort: options.metricsPort,
    json: options.json === true,
    signal,
    message,
  };
  const sequence = options.resume
    ? declaredBefore(options, options.resume, await loadSequence(plan.directory))
    : declared(options, plan.manifest);
  const results = await watched(options, plan, { signal, message }, (page) =>
    sequence ? runUntilDecided({ ...parts, ...page, sequence }) : localRun({ ...parts, ...page }),
  );
  print(results, options.json === true);
  const { study: own } = plan.manifest;
  const logsOf = isNetworkStudy(own)
    ? undefined
    : (trial?: string) =>
        runCommandLine('logs', options.out, results.run, ...(trial === undefined ? [] : [trial]));
  message([`Report: ${plan.directory.report}`, ...failedLines(results, logsOf)].join('\n'));
  process.exitCode = results.trials.failed > 0 ? 1 : 0;
}

/** How many trials this machine trains at a time, unless it is told. */
async function atATime(study: Study): Promise<number> {
  const cores = availableParallelism();
  if (isNetworkStudy(study)) return cores;
  const gpus = await visibleGpus(process.env);
  return programsAtATime(study.trainer, gpus.length, cores);
}

async function fresh(path: string | undefined, options: Options, loading: LoadOptions) {
  if (path === undefined) {
    throw new FanoutError('USAGE', 'a study file is missing', {
      hint: 'for example: fanout run studies/quickstart.yaml',
    });
  }
  const { study, text } = await readStudy(path, options.set, loading.signal);
  const manifest = await planRun(study, text, loading);
  const directory = runDirectory(options.out, manifest.run);
  return { manifest, directory, resume: false, backend: options.backend };
}

/** The study of a resumed run is in its manifest; one that is given as well must be the same experiment. */
async function resumed(path: string | undefined, run: string, options: Options, signal: AbortSignal) {
  const directory = findRun(options.out, run);
  const manifest = await loadManifest(directory);
  if (path !== undefined || options.set.length > 0) {
    if (path === undefined)
      throw new FanoutError('USAGE', '--set needs a study file', {
        hint: 'a resumed run keeps its own study',
      });
    const { study, text } = await readStudy(path, options.set, signal);
    const first = (await loadSequence(directory))?.checksum ?? manifest.checksum;
    if ((await planRun(study, text, { signal })).checksum !== first) {
      throw new FanoutError(
        'RUN_MISMATCH',
        `${resolve(path)} is not the study that run ${run} was started with`,
        {
          hint: 'leave the study out, or start it as a new run',
        },
      );
    }
  }
  for (const line of await editedWarnings(manifest)) tell(warningText(line));
  const backend = await backendOfResumed(directory, options.backend, (line) => tell(warningText(line)));
  return { manifest, directory, resume: true, backend };
}

function print(results: RunResults, json: boolean): void {
  const text = json
    ? shownJson(results)
    : `\n${renderSummary(shownValues(results), terminal(process.stdout)).join('\n')}`;
  process.stdout.write(`${text}\n`);
}
