import { weightedLayers } from '../../engines/model.ts';
import type { Finding } from '../../proto/findings.ts';
import type { ArmSettings } from '../../study/study.ts';

/** What the findings of a trial are held to. */
export interface FindingFacts {
  /** How the trial is trained. */
  readonly settings: Pick<ArmSettings, 'model' | 'training'>;
  /** Of an example. */
  readonly shape: readonly number[];
  /** Training examples of the trial's fold. */
  readonly examples: number;
}

/**
 * What a worker found of a trial (undefined: of an unknown kind), or the reason why it cannot be true: a kind
 * that is not known, one kind twice, a layer that the model does not have, a step that the trial does not
 * have, a level of chance that is no share. Pure.
 */
export function validateFindings(
  findings: readonly (Finding | undefined)[],
  { settings, shape, examples }: FindingFacts,
): Finding[] | string {
  const steps = settings.training.epochs * Math.ceil(examples / settings.training.batchSize);
  const result = new Map<Finding['kind'], Finding>();
  for (const known of findings) {
    if (!known) return 'a finding is not one of the known kinds';
    if (result.has(known.kind)) return `it has the finding ${known.kind} twice`;
    const why = impossible(known, steps, () => weightedLayers(settings.model, shape).map(({ name }) => name));
    if (why) return why;
    result.set(known.kind, known);
  }
  return [...result.values()];
}

function impossible(finding: Finding, steps: number, layers: () => readonly string[]): string | undefined {
  switch (finding.kind) {
    case 'dead_start':
      return layers().includes(finding.layer)
        ? undefined
        : `its finding dead_start names layer ${JSON.stringify(finding.layer.slice(0, 80))}, which the model does not have`;
    case 'diverged':
      return Number.isInteger(finding.step) && finding.step >= 0 && finding.step < steps
        ? undefined
        : `its finding diverged must be of a step from 0 to ${steps - 1}, found ${finding.step}`;
    case 'did_not_learn':
      return finding.chance >= 0 && finding.chance <= 1
        ? undefined
        : `its finding did_not_learn must have a chance of 0 to 1, found ${finding.chance}`;
  }
}
