import { Command } from 'commander';
import type { StudyObject } from '../../operator/study/object.ts';
import { shownJson, shownText } from '../../proto/shown-text.ts';
import { type ClusterChoice, onCluster } from './options.ts';
import { studyOnCluster } from './study-on-cluster.ts';

/** `fanout status STUDY`: how a Study on a cluster stands. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('show how a Study on a cluster stands')
    .argument('<study>', 'its name')
    .option('--json', 'its status as the cluster has it')
    .action(async (study: string, options: ClusterChoice & { readonly json?: boolean }) => {
      const { object, shown } = await studyOnCluster(study, options);
      const text = options.json
        ? shownJson(object.status ?? {}, 2)
        : statusLines(shown, object)
            .map((line) => shownText(line))
            .join('\n');
      process.stdout.write(`${text}\n`);
    });
  return onCluster(command);
}

/** How a Study stands, in lines. Pure. */
export function statusLines(name: string, { status = {} }: StudyObject): string[] {
  const { state, progress, trials, workers, metric, best, mean, conditions = [], verdict, run } = status;
  const facts: (readonly [string, string | undefined])[] = [
    ['study', name],
    ['state', state ?? 'no coordinator has looked at it yet'],
    ['run', run],
    ['trials', progress && `${progress}${trials?.failed ? `, ${trials.failed} failed` : ''}`],
    ['workers', workers === undefined ? undefined : String(workers)],
    ['best', best && `${best}${mean === undefined ? '' : `, ${metric ?? 'mean'} ${mean}`}`],
  ];
  const told = facts.filter(([, text]) => text !== undefined);
  const width = Math.max(...told.map(([label]) => label.length));
  const why = conditions
    .filter(({ type, status: holds }) => holds === 'False' && type !== 'Complete')
    .flatMap(({ type, reason, message }) => `${type}: ${reason}: ${message}`.split('\n'));
  return [
    ...told.map(([label, text]) => `${label.padEnd(width)}  ${text}`),
    ...(state === 'Completed' ? [] : why),
    ...(verdict === undefined ? [] : ['', verdict]),
  ];
}
