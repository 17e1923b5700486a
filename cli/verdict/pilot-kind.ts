import { FanoutError } from '../../proto/errors.ts';
import { hasFolds } from '../../study/folds.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { DatasetFacts } from '../../study/resolve.ts';
import type { Study } from '../../study/study.ts';

/**
 * Makes sure that a pilot says something of a study: it was trained on data of the same kind, and measured
 * what the study decides by. Pure. Throws USAGE.
 */
export function mustBeOfTheSameKind(
  { study, facts }: { readonly study: Study; readonly facts: DatasetFacts | undefined },
  pilot: Pick<Manifest, 'run' | 'study' | 'dataset'>,
): void {
  const { metric } = study.objective;
  const names = pilot.study.metrics.map(({ name }) => name);
  if (!names.includes(metric))
    throw of(pilot.run, `measured ${names.join(', ')}, and the study decides by ${metric}`);
  if (hasFolds(pilot.study) !== hasFolds(study)) {
    const [own, other] = hasFolds(study) ? ['no folds', 'has'] : ['folds', 'has none'];
    throw of(pilot.run, `has ${own}, and the study ${other}: what differences vary with differs`);
  }
  const { dataset } = pilot;
  const [name, nameOfPilot] = [study.dataset?.name, pilot.study.dataset?.name];
  const differs =
    name !== nameOfPilot ||
    dataset?.classes !== facts?.classes ||
    dataset?.shape.join() !== facts?.shape.join();
  if (!differs) return;
  const [ofPilot, ofStudy] = [shown(nameOfPilot, dataset), shown(name, facts)];
  throw of(pilot.run, `is of ${ofPilot}, and the study of ${ofStudy}: what differences vary with differs`);
}

function shown(name: string | undefined, facts: Pick<DatasetFacts, 'shape' | 'classes'> | undefined): string {
  const text = name ?? 'a dataset of your own';
  return facts ? `${text} (${facts.shape.join(' × ')}, ${facts.classes} classes)` : text;
}

function of(run: string, why: string): FanoutError {
  return new FanoutError('USAGE', `run ${run} is no pilot of this study: it ${why}`, {
    hint: 'run a small part of the study as its pilot, for example with --set seeds=[1,2,3]',
  });
}
