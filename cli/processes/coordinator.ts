import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { Coordinator } from '../../coordinator/coordinator.ts';
import { natsAddressFromEnvironment } from '../../proto/connect.ts';
import { FanoutError } from '../../proto/errors.ts';
import { processLog } from '../log.ts';
import { collect, wholeNumber } from '../options.ts';
import { keepResults } from '../results/keep.ts';
import { planRun } from '../run/plan-run.ts';
import { readStudy } from '../study/read.ts';
import { stopSignal } from './stop-signal.ts';

interface Options {
  readonly nats?: string;
  readonly listen: string;
  readonly resume?: string;
  readonly set: string[];
  readonly workers: number;
  readonly replicas: number;
  readonly out: string;
  readonly runFile?: string;
}

/** `fanout coordinator STUDY`: the coordinator of one run, for workers that are started elsewhere. */
export function coordinatorCommand(): Command {
  return new Command('coordinator')
    .description('coordinate one run for workers that are started elsewhere')
    .argument('[study]', 'a study file; left out with --resume')
    .option('--nats <url>', 'the NATS server (FANOUT_NATS_URL)')
    .option('--listen <host:port>', 'where workers reach it', '0.0.0.0:7070')
    .option('--resume <run>', 'go on with a run that this NATS server has')
    .option('--set <field=value>', 'change a field of the study; repeatable', collect, [])
    .option('--workers <count>', 'workers to plan the packs for', wholeNumber(1, 10_000), 8)
    .option('--replicas <count>', 'copies that NATS keeps: 1, or 3 on a cluster', wholeNumber(1, 5), 1)
    .option('--out <dir>', 'where results go', 'runs')
    .option('--run-file <path>', 'write the run’s id here once it is open')
    .action(async (path: string | undefined, options: Options) => {
      const signal = stopSignal();
      const log = processLog('coordinator');
      const { env } = process;
      const manifest = path === undefined ? undefined : await planFrom(path, options, log);
      const coordinator = await Coordinator.start({
        nats: natsAddressFromEnvironment(env, options.nats),
        listen: options.listen,
        security: {
          token: env.FANOUT_TOKEN,
          cert: env.FANOUT_TLS_CERT,
          key: env.FANOUT_TLS_KEY,
          clientCa: env.FANOUT_TLS_CLIENT_CA,
        },
        replicas: options.replicas,
        ...(env.FANOUT_LEASE_MS ? { leaseMs: Number(env.FANOUT_LEASE_MS) } : {}),
        log,
      });
      try {
        const plan = { workers: options.workers };
        const run = options.resume
          ? await coordinator.resumeRun(options.resume, plan)
          : await coordinator.startRun(manifest!, plan);
        log('run is open', {
          run: run.manifest.run,
          address: coordinator.address,
          trials: run.manifest.trials,
          recorded: run.recorded,
        });
        if (options.runFile) await writeFile(options.runFile, run.manifest.run);
        const stopped = new Promise<'stopped'>((resolve) =>
          signal.addEventListener('abort', () => resolve('stopped'), { once: true }),
        );
        if ((await Promise.race([run.done, stopped])) === 'stopped') return;
        await keepResults(run, options.out, options.workers);
        log('run is done', { run: run.manifest.run });
      } finally {
        await coordinator.stop();
      }
    });
}

async function planFrom(path: string, options: Options, log: ReturnType<typeof processLog>) {
  if (options.resume) {
    throw new FanoutError('USAGE', 'give a study or --resume RUN, not both', {
      hint: 'a resumed run has its study in its manifest',
    });
  }
  const { study, text } = await readStudy(path, options.set);
  return planRun(study, text, (message) => log(message));
}
