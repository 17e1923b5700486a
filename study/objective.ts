/** What a study decides by. All pure. */
import { type Metric, metricOf, type Objective } from '../proto/metrics.ts';
import { type Problem, suggestion } from './problems.ts';
import type { StudyFile } from './schema/study.ts';

type Spec = StudyFile['spec'];

/** The difference of a share that does not matter, unless a study or a command says otherwise. */
export const MARGIN_OF_SHARES = 0.005;
/** With a larger one, whatever learns would be equivalent. */
export const LARGEST_MARGIN_OF_SHARES = 0.5;

/** The objective of a file that nothing is wrong with: its first metric, unless it names one. */
export function objectiveOf({ objective, verdict }: Spec, metrics: readonly Metric[]): Objective {
  const metric = objective?.metric ?? metrics[0]!.name;
  const { margin = MARGIN_OF_SHARES, alpha = 0.05 } = objective ?? verdict ?? {};
  return { metric, direction: metricOf(metrics, metric).direction, margin, alpha };
}

/** What is wrong with the objective of a file whose trials report these metrics. */
export function objectiveProblems({ spec }: StudyFile, metrics: readonly Metric[]): Problem[] {
  const { objective, verdict } = spec;
  if (!objective) return requiredObjective(metrics);
  const path = ['spec', 'objective'];
  const ofPrograms = (['of', 'scale'] as const).flatMap((field) =>
    objective[field] === undefined
      ? []
      : [
          {
            path: [...path, field],
            message: 'is for a program: the metrics of a network are known',
            atKey: true,
          },
        ],
  );
  const beside: Problem[] = verdict
    ? [
        {
          path: ['spec', 'verdict'],
          message: 'cannot stand beside objective, which takes its place',
          atKey: true,
          also: [path],
        },
      ]
    : [];
  const names = metrics.map(({ name }) => name);
  const name = objective.metric ?? names[0]!;
  const metric = metrics.find((each) => each.name === name);
  if (!metric) {
    const found = `found ${JSON.stringify(name)}${suggestion(name, names)}`;
    return [
      ...beside,
      { path: [...path, 'metric'], message: `must be one of ${names.join(', ')}, ${found}` },
    ];
  }
  return [
    ...ofPrograms,
    ...beside,
    ...directionProblems(objective, metric),
    ...marginProblems(objective, metric),
  ];
}

/** Of a share fanout knows which difference matters; of other metrics only the user does. */
function requiredObjective([first]: readonly Metric[]): Problem[] {
  if (first?.scale !== 'plain') return [];
  const example = `{ metric: ${first.name}, margin: 0.05 }`;
  const message = `is required, since the dataset has numbers as its targets: ${example}, with the difference that does not matter to you`;
  return [{ path: ['spec', 'objective'], message, also: SOURCES }];
}

/** What says which dataset it is. */
const SOURCES = ['name', 'npy', 'shards'].map((field) => ['spec', 'dataset', field]);

type Given = NonNullable<Spec['objective']>;

function directionProblems({ direction }: Given, metric: Metric): Problem[] {
  if (direction === undefined || direction === metric.direction) return [];
  const message = `must be ${metric.direction}, as ${metric.name} is, found ${direction}`;
  return [{ path: ['spec', 'objective', 'direction'], message, also: [['spec', 'objective', 'metric']] }];
}

function marginProblems({ margin }: Given, { name, scale }: Metric): Problem[] {
  const path = ['spec', 'objective', 'margin'];
  const also = [['spec', 'objective', 'metric']];
  if (margin === undefined)
    return scale === 'share'
      ? []
      : [
          {
            path,
            also,
            message: `is required: only you can say which difference of ${name} does not matter`,
          },
        ];
  return scale === 'share' && margin > LARGEST_MARGIN_OF_SHARES
    ? [
        {
          path,
          also,
          message: `must be at most ${LARGEST_MARGIN_OF_SHARES}, since ${name} is a share, found ${margin}`,
        },
      ]
    : [];
}
