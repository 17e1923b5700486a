import { Command } from 'commander';
import { openLabels } from '../../datasets/load.ts';
import { gridSize } from '../../proto/grid.ts';
import { shownText } from '../../proto/shown-text.ts';
import { type Study, studyOf } from '../../proto/study.ts';
import { dataWarnings } from '../../study/warnings.ts';
import { collect } from '../options.ts';
import { tell, warningText } from '../terminal.ts';
import { readStudy } from './read.ts';

/** `fanout validate STUDY`: says what is wrong with a study file, all at once, or what it would run. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check a study file, and say what it would run')
    .argument('<study>', 'a study file')
    .option('--set <field=value>', 'change a field, for example training.epochs=1; repeatable', collect, [])
    .action(async (path: string, options: { set: string[] }) => {
      const { study } = await readStudy(path, options.set);
      const labels = await openLabels(study.dataset, { onProgress: tell });
      for (const line of labels ? dataWarnings(study, labels) : []) tell(warningText(line));
      const { initializers, folds, seeds, factors } = study;
      const compared = factors
        ? factors.map(({ name, levels }) => `${levels.length} values of ${name}`).join(' × ')
        : counted(initializers.length, 'initializer');
      process.stdout.write(
        `${shownText(path)} is a valid study.\n` +
          `  ${study.name}: ${compared} × ${folds.count} folds × ${counted(seeds.length, 'seed')} ` +
          `= ${gridSize(study)} trials, ${epochsText(study)}\n`,
      );
    });
}

/** `3 epochs each`; where they differ from arm to arm: `1 to 20 epochs each, as varied`. Pure. */
function epochsText(study: Study): string {
  const own = study.initializers.map((choice) => studyOf(study, choice).training.epochs);
  const [least, most] = [Math.min(...own), Math.max(...own)];
  return least === most
    ? `${counted(most, 'epoch')} each`
    : `${least} to ${counted(most, 'epoch')} each, as varied`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
