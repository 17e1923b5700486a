/** The packs of a run by what they cost: those of one kind take the same time. All pure. */
import { measuredCost, planPacks } from '../../../coordinator/run/plan.ts';
import { sharingGraph } from '../../../coordinator/run/share.ts';
import { modelCost } from '../../../engines/model-cost.ts';
import { armAt, gridSize } from '../../../study/grid.ts';
import { type ArmSettings, type NetworkStudy, settingsOf } from '../../../study/study.ts';

/** Packs whose steps cost the same but for the number of their trials. */
export interface PackKind {
  /** Of each trial of its largest pack. */
  readonly settings: readonly ArmSettings[];
  /** Multiply-adds of a step of one trial. */
  readonly stepWork: number;
  /** Multiply-adds of all its packs, in no unit but for comparison. */
  readonly totalWork: number;
}

/** A pack of the run. */
export interface PlannedPack {
  readonly kind: string;
  readonly trials: number;
  readonly epochs: number;
  readonly batchSize: number;
}

/** The packs as the coordinator cuts them for so many workers, and their kinds. */
export function packsOf(
  study: NetworkStudy,
  inputShape: readonly number[],
  workers: number,
): { readonly packs: readonly PlannedPack[]; readonly kinds: ReadonlyMap<string, PackKind> } {
  const trials = Array.from({ length: gridSize(study) }, (_, trial) => trial);
  const groups = sharingGraph(study, trials);
  const kinds = new Map<string, PackKind>();
  const ofArms = new Map(study.arms.map((arm) => [arm, settingsOf(study, arm)]));
  const keys = new Map([...ofArms].map(([arm, settings]) => [arm, kindOf(settings)]));
  const packs = planPacks({ groups, workers, cost: measuredCost }).map((pack): PlannedPack => {
    const arms = pack.map((trial) => armAt(study, trial));
    const settings = arms.map((arm) => ofArms.get(arm)!);
    const { model, training } = settings[0]!;
    const { epochs, batchSize } = training;
    const kind = keys.get(arms[0]!)!;
    const before = kinds.get(kind);
    const stepWork =
      before?.stepWork ?? modelCost({ model, inputShape, ...training }).multiplyAdds * batchSize;
    kinds.set(kind, {
      settings: before && before.settings.length >= settings.length ? before.settings : settings,
      stepWork,
      totalWork: (before?.totalWork ?? 0) + (pack.length * epochs * stepWork) / batchSize,
    });
    return { kind, trials: pack.length, epochs, batchSize };
  });
  return { packs, kinds };
}

/** What the time of a step depends on: no rates, no number of epochs. */
function kindOf({ model, training }: ArmSettings): string {
  const { optimizer, batchSize, loss, weightDecay, clip, accumulate, augment } = training;
  return JSON.stringify([
    ...[model, batchSize, optimizer.kind, loss?.kind, augment],
    ...[weightDecay !== undefined, clip !== undefined, accumulate !== undefined],
  ]);
}
