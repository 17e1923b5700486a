/** Whether the program of a study is on this machine: `fanout validate` says where it is not. */
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { shownText } from '../../proto/shown-text.ts';
import { placeholdersOf } from '../../study/command/placeholders.ts';
import type { CommandTrainer } from '../../study/command/trainer.ts';

/**
 * A line where the directory of a program, or the program itself, is not here or cannot be run. Only a
 * warning: the workers may be on other machines. Nothing is said of a program whose name a placeholder makes,
 * and of one that has an image. Never throws.
 */
export async function programWarnings(
  { command, directory, environment, image }: CommandTrainer,
  path = process.env.PATH ?? '',
): Promise<string[]> {
  const [program] = command as [string];
  if (image !== undefined || placeholdersOf(program).length > 0) return [];
  const elsewhere = 'workers on other machines may have it';
  if (!(await isDirectory(directory)))
    return [`trainer.directory ${shownText(directory)} is no directory on this machine: ${elsewhere}`];
  // As execvp has it: a name with a slash counts from the directory, any other is looked for in PATH.
  const places = program.includes('/')
    ? [isAbsolute(program) ? program : resolve(directory, program)]
    : (environment.PATH ?? path).split(delimiter).map((folder) => join(resolve(directory, folder), program));
  const found = await Promise.all(places.map(stateOf));
  if (found.includes('runs')) return [];
  const name = `trainer.command[0] ${shownText(program)}`;
  return found.includes('there')
    ? [`${name} cannot be run on this machine: it is no file with the right to execute it (chmod +x)`]
    : [`${name} is not on this machine${program.includes('/') ? '' : ', by its PATH'}: ${elsewhere}`];
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function stateOf(file: string): Promise<'runs' | 'there' | 'missing'> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return 'missing';
  if (!found.isFile()) return 'there';
  return access(file, constants.X_OK).then(
    () => 'runs' as const,
    () => 'there' as const,
  );
}
