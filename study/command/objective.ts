/** What a study of a program decides by. All pure. */
import { isMetricName, type Metric, type Objective } from '../../proto/metrics.ts';
import { knownMetric, SECONDS_METRIC, titleOf } from '../known-metrics.ts';
import { LARGEST_MARGIN_OF_SHARES, MARGIN_OF_SHARES } from '../objective.ts';
import type { Problem } from '../problems.ts';
import type { CommandFile } from '../schema/study.ts';

/** The metric that a file which nothing is wrong with decides by, as the study declares it. */
export function commandMetric({ spec: { objective, trainer } }: CommandFile): Metric {
  const name = objective?.metric ?? SECONDS_METRIC;
  const scale = objective?.scale ?? knownMetric(name)?.scale ?? 'plain';
  const direction = objective?.direction ?? knownMetric(name)?.direction ?? 'maximize';
  const bounds =
    scale === 'share' ? { least: 0, most: 1 } : trainer.metrics.from === 'none' ? { least: 0 } : {};
  return { name, title: titleOf(name), direction, scale, ...bounds };
}

/** The objective of a file that nothing is wrong with. */
export function commandObjective(file: CommandFile): Objective {
  const { name: metric, direction } = commandMetric(file);
  const { margin = MARGIN_OF_SHARES, alpha = 0.05 } = file.spec.objective ?? {};
  return { metric, direction, margin, alpha };
}

/** What a line of metrics says beside them. */
const EPOCH = 'epoch';
const path = ['spec', 'objective'];
const at = (field: string) => [...path, field];

/** What is wrong with the objective of a study of a program. */
export function commandObjectiveProblems(file: CommandFile): Problem[] {
  const { objective, verdict, trainer } = file.spec;
  if (verdict)
    return [
      {
        path: ['spec', 'verdict'],
        message: 'says nothing of the metric of a program: write objective',
        atKey: true,
      },
    ];
  const none = trainer.metrics.from === 'none';
  if (!objective)
    return [
      {
        path,
        message: none
          ? 'is required: write objective: { metric: seconds, margin: … }, a difference that does not matter'
          : 'is required: only you know what the program reports, for example objective: { metric: accuracy, margin: 0.005 }',
      },
    ];
  const name = objective.metric ?? (none ? SECONDS_METRIC : undefined);
  if (name === undefined)
    return [{ path: at('metric'), message: 'is required: the name of a metric that the program reports' }];
  if (!isMetricName(name))
    return [
      {
        path: at('metric'),
        message: `must be a letter or "_", then letters, digits and "_./-", at most 64, found ${JSON.stringify(name)}`,
      },
    ];
  if (name === EPOCH)
    return [
      {
        path: at('metric'),
        message: `must be a metric: ${EPOCH} says which pass over the examples metrics are from`,
      },
    ];
  if (none && name !== SECONDS_METRIC)
    return [
      {
        path: at('metric'),
        message: `must be ${SECONDS_METRIC}, the one metric of a program that reports none, found ${name}`,
        also: [['spec', 'trainer', 'metrics', 'from']],
      },
    ];
  return [...directionProblems(file, name), ...marginProblems(file)];
}

function directionProblems({ spec: { objective } }: CommandFile, name: string): Problem[] {
  if (objective?.direction !== undefined || knownMetric(name)) return [];
  return [
    {
      path: at('direction'),
      message: `is required: maximize or minimize, for only you know what ${name} means`,
    },
  ];
}

function marginProblems(file: CommandFile): Problem[] {
  const { scale, name } = commandMetric(file);
  const margin = file.spec.objective?.margin;
  const also = [at('metric'), at('scale')];
  if (margin === undefined)
    return scale === 'share'
      ? []
      : [
          {
            path: at('margin'),
            message: `is required: only you can say which difference of ${name} does not matter`,
            also,
          },
        ];
  if (scale !== 'share' || margin <= LARGEST_MARGIN_OF_SHARES) return [];
  const message = `must be at most ${LARGEST_MARGIN_OF_SHARES}, since ${name} is a share of 1, found ${margin}; for per cent write scale: plain`;
  return [{ path: at('margin'), message, also }];
}
