import { Command } from 'commander';
import { openLabels } from '../../datasets/load.ts';
import { shownText } from '../../proto/shown-text.ts';
import { factorWords } from '../../report/wording/factor.ts';
import { commandNotes, commandWarnings } from '../../study/command/warnings.ts';
import { hasFolds } from '../../study/folds.ts';
import { gridSize } from '../../study/grid.ts';
import { epochsOfArms, isNetworkStudy, type Study } from '../../study/study.ts';
import { trainingWords } from '../../study/training-words.ts';
import { dataWarnings } from '../../study/warnings.ts';
import { collect } from '../options.ts';
import { tell, warningText } from '../terminal.ts';
import { dataLines, foldLines } from './data-text.ts';
import { networkLines } from './network-text.ts';
import { programWarnings } from './program-there.ts';
import { readStudy } from './read.ts';

/** `fanout validate STUDY`: says what is wrong with a study file, all at once, or what it would run. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check a study file, and say what it would run')
    .argument('<study>', 'a study file')
    .option('--set <field=value>', 'change a field, for example training.epochs=1; repeatable', collect, [])
    .action(async (path: string, options: { set: string[] }) => {
      const { study } = await readStudy(path, options.set);
      const labels = study.dataset && (await openLabels(study.dataset, { onProgress: tell }));
      for (const line of labels ? dataWarnings(study, labels) : []) tell(warningText(line));
      const told = labels ? [...dataLines(study, labels), ...(await foldLines(study, labels))] : [];
      if (isNetworkStudy(study)) told.push(...networkLines(study, labels!.shape));
      else {
        const missing = await programWarnings(study.trainer);
        for (const line of [...commandWarnings(study), ...missing]) tell(warningText(line));
        for (const line of commandNotes(study)) tell(`note: ${line}`);
      }
      const { folds, seeds, factors } = study;
      const blocks = [...(hasFolds(study) ? [`${folds.count} folds`] : []), counted(seeds.length, 'seed')];
      const compared = factors.map(({ name, levels }) => levelsText(name, levels.length)).join(' × ');
      process.stdout.write(
        `${shownText(path)} is a valid study.\n` +
          `  ${study.name}: ${compared} × ${blocks.join(' × ')} ` +
          `= ${gridSize(study)} trials${epochsText(study)}\n${trainingText(study)}` +
          told.map((line) => `  ${line}\n`).join(''),
      );
    });
}

/** `  trained with sgd, learning rate 0.01, momentum 0.9`; nothing of a program. Pure. */
function trainingText(study: Study): string {
  if (!isNetworkStudy(study)) return '';
  const varied = study.factors.some(({ field }) => field.startsWith('training.') || field === 'arms');
  const words = trainingWords(study.settings.training).join('; ');
  return `  trained with ${words}${varied ? ', unless an arm says otherwise' : ''}\n`;
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
