/** What a study of a program says that is allowed, and may not be meant. All pure. */
import { hasFolds } from '../folds.ts';
import type { CommandStudy } from '../study.ts';
import { placeholdersOf } from './placeholders.ts';

/**
 * A line for what trials differ in and no part of the command or the environment names: parameters that
 * differ between arms, the seed where there are several, the fold. A program can still read them from
 * FANOUT_TRIAL or the variables, as the Python package does; one that does not trains all of these trials
 * alike.
 */
export function commandWarnings(study: CommandStudy): string[] {
  const { command, environment } = study.trainer;
  const named = new Set([...command, ...Object.values(environment)].flatMap(placeholdersOf));
  const whole = named.has('trial');
  const varied = named.has('arm') || whole ? [] : variedParameters(study);
  const unnamed = [
    ...varied.filter((name) => !named.has(name)),
    ...(study.seeds.length > 1 && !whole && !named.has('seed') ? ['seed'] : []),
    ...(hasFolds(study) && !whole && !named.has('fold') ? ['fold'] : []),
  ];
  if (unnamed.length === 0) return [];
  const [list, them] = [listed(unnamed), unnamed.length === 1 ? 'it' : 'them'];
  const without = unnamed.includes('fold') ? ', or without folds: folds: { count: 1 }' : '';
  return [
    `trainer.command does not name ${list}: a program that reads ${them} from FANOUT_TRIAL or from FANOUT_… variables, as fanout.trial() does, knows ${them}; ` +
      `any other trains alike whatever ${unnamed.length === 1 ? 'it is' : 'they are'} (name ${them}: ${unnamed.map((name) => `{{${name}}}`).join(', ')}${without})`,
  ];
}

/** Names of parameters that some arms have otherwise than others. */
function variedParameters({ arms }: CommandStudy): string[] {
  const names = new Set(arms.flatMap(({ parameters }) => Object.keys(parameters)));
  return [...names].filter(
    (name) => new Set(arms.map(({ parameters }) => JSON.stringify(parameters[name]))).size > 1,
  );
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
