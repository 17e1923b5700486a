import { Command } from 'commander';
import { describeDataset, type Labels, openLabels } from '../../datasets/load.ts';
import type { Backend } from '../../engines/engine.ts';
import { shownText } from '../../proto/shown-text.ts';
import { factorWords } from '../../report/wording/factor.ts';
import { commandNotes, commandWarnings } from '../../study/command/warnings.ts';
import { hasFolds } from '../../study/folds.ts';
import { gridSize } from '../../study/grid.ts';
import { epochsOfArms, isNetworkStudy, type NetworkStudy, type Study } from '../../study/study.ts';
import { trainedWith } from '../../study/training-words.ts';
import { dataWarnings } from '../../study/warnings.ts';
import { backendName, collect, wholeNumber } from '../options.ts';
import { tell, warningText } from '../terminal.ts';
import { dataLines, foldLines, meanFoldSize } from './data-text.ts';
import { networkLines } from './network-text.ts';
import { programWarnings } from './program-there.ts';
import { readStudy } from './read.ts';
import { timeLineOf } from './timing/measure.ts';

interface Options {
  readonly set: string[];
  readonly timing: boolean;
  readonly backend: Backend | 'auto';
  readonly workers?: number;
}

/** `fanout validate STUDY`: says what is wrong with a study file, all at once, or what it would run. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check a study file, and say what it would run')
    .argument('<study>', 'a study file')
    .option('--set <field=value>', 'change a field, for example training.epochs=1; repeatable', collect, [])
    .option('--no-timing', 'do not measure for about 2 seconds how long the run takes on this machine')
    .option(
      '--backend <name>',
      'what is timed: auto, tfjs-node-gpu, webgpu, tfjs-node or wasm',
      backendName,
      'auto',
    )
    .option('--workers <count>', 'workers of the run (default: one for each core)', wholeNumber(1, 256))
    .action(async (path: string, options: Options) => {
      const { study } = await readStudy(path, options.set);
      const labels = study.dataset && (await openLabels(study.dataset, { onProgress: tell }));
      for (const line of labels ? dataWarnings(study, labels) : []) tell(warningText(line));
      const told = labels ? [...dataLines(study, labels), ...(await foldLines(study, labels))] : [];
      if (isNetworkStudy(study)) {
        const facts = labels ?? (await describeDataset(study.dataset));
        told.push(...networkLines(study, facts.shape));
        if (options.timing) told.push(await timeOf(study, labels, facts, options));
      } else {
        const missing = await programWarnings(study.trainer);
        for (const line of [...commandWarnings(study), ...missing]) tell(warningText(line));
        for (const line of commandNotes(study)) tell(`note: ${line}`);
      }
      const { folds, seeds, factors } = study;
      const blocks = [...(hasFolds(study) ? [`${folds.count} folds`] : []), counted(seeds.length, 'seed')];
      const compared = factors.map(({ name, levels }) => levelsText(name, levels.length)).join(' × ');
      const trained = trainedWith(study);
      process.stdout.write(
        `${shownText(path)} is a valid study.\n` +
          `  ${study.name}: ${compared} × ${blocks.join(' × ')} ` +
          `= ${gridSize(study)} trials${epochsText(study)}\n` +
          [...(trained === undefined ? [] : [`trained with ${trained}`]), ...told]
            .map((line) => `  ${line}\n`)
            .join(''),
      );
    });
}

/** What is known of a study's examples, whether or not they are here. */
type Facts = Pick<Labels, 'shape' | 'classes' | 'task'>;

/** The line that tells how long the run takes. */
async function timeOf(
  study: NetworkStudy,
  labels: Labels | undefined,
  facts: Facts,
  { backend, workers }: Options,
): Promise<string> {
  const { normalize } = study.dataset;
  const fold = await meanFoldSize(study, labels, await examplesIn(study));
  const own = normalize === undefined ? facts : { ...facts, normalize };
  return timeLineOf({ study, facts: own, fold, backend, workers });
}

/** How many examples the study keeps of its dataset. */
async function examplesIn({ dataset }: NetworkStudy): Promise<number> {
  const { examples } = await describeDataset(dataset);
  return Math.min(examples, ('examples' in dataset ? dataset.examples : undefined) ?? examples);
}

/** `7 initializers`, `3 values of batchSize`. */
function levelsText(name: string, count: number): string {
  const { one, many } = factorWords([{ name }]);
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

/** `, 3 epochs each`; where they differ from arm to arm: `, 1 to 20 epochs each`. Pure. */
function epochsText(study: Study): string {
  const all = epochsOfArms(study).filter((epochs) => epochs !== undefined);
  if (all.length === 0) return '';
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least === most ? `, ${counted(most, 'epoch')} each` : `, ${least} to ${counted(most, 'epoch')} each`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
