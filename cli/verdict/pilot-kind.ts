import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { DatasetFacts } from '../../study/resolve.ts';
import type { Study } from '../../study/study.ts';

/**
 * Makes sure that a pilot says something of a study: it was trained on data of the same kind, and measured
 * what the study decides by. Pure. Throws USAGE.
 */
export function mustBeOfTheSameKind(
  { study, facts }: { readonly study: Study; readonly facts: DatasetFacts },
  pilot: Pick<Manifest, 'run' | 'study' | 'dataset'>,
): void {
  const { metric } = study.objective;
  const names = pilot.study.metrics.map(({ name }) => name);
  if (!names.includes(metric))
    throw of(pilot.run, `measured ${names.join(', ')}, and the study decides by ${metric}`);
  const { dataset } = pilot;
  const differs =
    dataset.classes !== facts.classes ||
    dataset.shape.join() !== facts.shape.join() ||
    study.dataset.name !== pilot.study.dataset.name;
  if (!differs) return;
  const shown = (name: string | undefined, { shape, classes }: Pick<DatasetFacts, 'shape' | 'classes'>) =>
    `${name ?? 'a dataset of your own'} (${shape.join(' × ')}, ${classes} classes)`;
  const [ofPilot, ofStudy] = [shown(pilot.study.dataset.name, dataset), shown(study.dataset.name, facts)];
  throw of(pilot.run, `is of ${ofPilot}, and the study of ${ofStudy}: what differences vary with differs`);
}

function of(run: string, why: string): FanoutError {
  return new FanoutError('USAGE', `run ${run} is no pilot of this study: it ${why}`, {
    hint: 'run a small part of the study as its pilot, for example with --set seeds=[1,2,3]',
  });
}
