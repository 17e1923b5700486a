/** What a study of a program says that is allowed, and may not be meant. All pure. */
import { hasFolds } from '../folds.ts';
import type { CommandStudy } from '../study.ts';
import { placeholdersOf } from './placeholders.ts';

/** What the command and the environment of a study name, and what of the trials they do not. */
interface Naming {
  /** Whether they name anything that says what a trial is: else the program reads all of it elsewhere. */
  readonly any: boolean;
  /** Parameters that differ between arms. */
  readonly parameters: readonly string[];
  /** The seed where there are several, the fold where there are folds. */
  readonly blocks: readonly string[];
}

/** Placeholders that say nothing of what is trained. */
const OF_THE_ATTEMPT = new Set<string>(['run', 'attempt', 'directory', 'checkpoint', 'metrics', 'folds']);

function namingOf(study: CommandStudy): Naming {
  const { command, environment } = study.trainer;
  const named = new Set([...command, ...Object.values(environment)].flatMap(placeholdersOf));
  const whole = named.has('trial');
  const varied = named.has('arm') || whole ? [] : variedParameters(study);
  return {
    any: [...named].some((name) => !OF_THE_ATTEMPT.has(name)),
    parameters: varied.filter((name) => !named.has(name)),
    blocks: [
      ...(study.seeds.length > 1 && !whole && !named.has('seed') ? ['seed'] : []),
      ...(hasFolds(study) && !whole && !named.has('fold') ? ['fold'] : []),
    ],
  };
}

/**
 * A line for parameters that differ between arms and that the command and the environment leave out, although
 * they name others: one was probably forgotten. Where they name nothing of a trial, the program reads
 * everything from FANOUT_TRIAL or the variables, as the Python package does, and there is nothing to warn of.
 */
export function commandWarnings(study: CommandStudy): string[] {
  const { any, parameters } = namingOf(study);
  if (!any || parameters.length === 0) return [];
  const [them, they] = parameters.length === 1 ? ['it', 'it is'] : ['them', 'they are'];
  return [
    `trainer.command does not name ${listed(parameters)}: a program that reads ${them} from FANOUT_TRIAL, as fanout.trial() does, knows ${them}; ` +
      `any other trains alike whatever ${they} (name ${them}: ${placeholders(parameters)})`,
  ];
}

/**
 * What is worth a look when a study is checked, and too usual to be told in each run: where the program has
 * to read what the command does not name.
 */
export function commandNotes(study: CommandStudy): string[] {
  const { any, parameters, blocks } = namingOf(study);
  if (!any && parameters.length + blocks.length > 0)
    return [
      `trainer.command names nothing of a trial: its program reads ${listed([...parameters, ...blocks])} from FANOUT_TRIAL or from FANOUT_… variables, as fanout.trial() does`,
    ];
  if (blocks.length === 0) return [];
  const without = blocks.includes('fold') ? '; or without folds: folds: { count: 1 }' : '';
  return [
    `trainer.command does not name ${listed(blocks)}: the program reads ${blocks.length === 1 ? 'it' : 'them'} from FANOUT_TRIAL or from FANOUT_… variables, ` +
      `or trains alike in all of them (name: ${placeholders(blocks)}${without})`,
  ];
}

const placeholders = (names: readonly string[]): string => names.map((name) => `{{${name}}}`).join(', ');

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
