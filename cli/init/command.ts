import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { whyUnwritten } from '../../datasets/why-unwritten.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { selfCommand } from '../self.ts';

/** Where the files to start from lie. */
const TEMPLATE = new URL('./template/', import.meta.url);
const FILES = ['study.yaml', 'train.py'];

/** `fanout init`: writes a study and a small program to start from. Nothing that is there is written over. */
export function initCommand(): Command {
  return new Command('init')
    .description('write a study and a small training program to start from')
    .argument('[directory]', 'where; made if it is not there', '.')
    .action(async (directory: string) => {
      const target = resolve(directory);
      await mustBeFree(target, FILES);
      for (const name of FILES) await writeWhole(join(target, name), await readFile(new URL(name, TEMPLATE)));
      process.stdout.write(nextSteps(relative(process.cwd(), target), FILES));
    });
}

/** Throws OUTPUT_UNWRITABLE where one of the files is there already. */
async function mustBeFree(target: string, names: readonly string[]): Promise<void> {
  const taken: string[] = [];
  for (const name of names) {
    const found = await stat(join(target, name)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw new FanoutError(
          'OUTPUT_UNWRITABLE',
          `cannot write into ${shownText(target)}: ${whyUnwritten(error)}`,
          {
            hint: 'choose another directory: fanout init DIRECTORY',
            cause: error,
          },
        );
      },
    );
    if (found) taken.push(name);
  }
  if (taken.length === 0) return;
  throw new FanoutError('OUTPUT_UNWRITABLE', `${shownText(target)} has ${taken.join(' and ')} already`, {
    hint: 'choose another directory: fanout init DIRECTORY; nothing was written',
  });
}

/** What a person does next. The path counts from where they are, since npm runs scripts there. Pure. */
function nextSteps(directory: string, names: readonly string[]): string {
  const study = join(directory, 'study.yaml');
  const shown = /^[\w./-]+$/.test(study) ? study : JSON.stringify(study);
  return `Wrote ${names.join(' and ')}. Next:\n\n  ${selfCommand(`run ${shown}`)}\n\nThe comments in study.yaml say what to change for a program of your own.\n`;
}
