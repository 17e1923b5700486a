/**
 * The rules of a study of a program that are about more than one field, and need nothing but the file. All
 * pure.
 */
import { controlProblems } from '../arms/control.ts';
import { MOST_ARMS, MOST_FACTORS } from '../arms/problems.ts';
import type { Problem } from '../problems.ts';
import { suggestion } from '../problems.ts';
import type { CommandFile } from '../schema/study.ts';
import { parameterName } from '../schema/trainer.ts';
import { commandArms, commandFactors } from './arms.ts';
import { commandObjectiveProblems } from './objective.ts';
import { placeholdersOf, TRIAL_PLACEHOLDERS } from './placeholders.ts';

/** What is wrong with a study of a program. */
export function commandProblems(file: CommandFile): Problem[] {
  const arms = armProblems(file);
  return [
    ...arms,
    ...parameterProblems(file),
    ...(arms.length === 0 ? madeArmsProblems(file) : []),
    ...placeholderProblems(file),
    ...commandObjectiveProblems(file),
    ...normalizeProblems(file),
  ];
}

/** Fields of the built-in network, which say nothing to a program. `spec`: as the file has it. */
export function networkFieldProblems(spec: Readonly<Record<string, unknown>>): Problem[] {
  return ['initializers', 'initialize', 'model', 'training'].flatMap((field) =>
    Object.hasOwn(spec, field)
      ? [
          {
            path: ['spec', field],
            message: `is of the built-in network, and cannot stand beside trainer: give it to the program as trainer.parameters`,
            atKey: true,
            also: [['spec', 'trainer']],
          },
        ]
      : [],
  );
}

/** A program gets the values of its dataset as they are. */
function normalizeProblems({ spec: { dataset } }: CommandFile): Problem[] {
  const { normalize = 'none' } = dataset ?? {};
  if (normalize === 'none') return [];
  return [
    {
      path: ['spec', 'dataset', 'normalize'],
      message:
        'is for the built-in network: a program gets the values as they are, and normalises them itself',
      also: [['spec', 'trainer']],
    },
  ];
}

function armProblems(file: CommandFile): Problem[] {
  const { arms, vary } = file.spec;
  if (arms && vary)
    return [
      {
        path: ['spec', 'arms'],
        message: 'names whole combinations: it cannot stand beside vary',
        atKey: true,
        also: [['spec', 'vary']],
      },
    ];
  if (!arms && !vary)
    return [
      {
        path: ['spec', 'trainer'],
        message: 'has nothing to compare: write vary: { lr: [0.1, 0.01] }, or arms',
        atKey: true,
      },
    ];
  const factors = commandFactors(file);
  const path = ['spec', arms ? 'arms' : 'vary'];
  const count = arms
    ? Object.keys(arms).length
    : factors.reduce((total, { levels }) => total * levels.length, 1);
  if (factors.length > MOST_FACTORS)
    return [{ path, message: `must cross at most ${MOST_FACTORS} factors, crosses ${factors.length}` }];
  if (count > MOST_ARMS) return [{ path, message: `must make at most ${MOST_ARMS} arms, makes ${count}` }];
  return levelProblems(file);
}

function levelProblems({ spec: { vary = {} } }: CommandFile): Problem[] {
  return Object.entries(vary).flatMap(([name, levels]) => {
    const path = ['spec', 'vary', name];
    const names = levels.map((level) =>
      typeof level === 'object' ? String(level.as ?? JSON.stringify(level.value)) : String(level),
    );
    return levels.flatMap((level, index): Problem[] => {
      if (typeof level === 'object' && !(Object.hasOwn(level, 'value') && level.as !== undefined))
        return [
          {
            path: [...path, index],
            message:
              'must be a number, true, false, a word, or an object with the fields value and as (its name)',
          },
        ];
      if (names.indexOf(names[index]!) === index) return [];
      return [
        { path: [...path, index], message: `must differ from the others, found ${names[index]} again` },
      ];
    });
  });
}

/** A parameter as the file gives it, in whichever place. */
interface Given {
  readonly name: string;
  readonly path: readonly PropertyKey[];
  /** Its value, or its levels, each with its own place. */
  readonly values: readonly { readonly path: readonly PropertyKey[]; readonly value: unknown }[];
}

function givenParameters({ spec: { vary = {}, arms = {}, trainer } }: CommandFile): Given[] {
  const single = (path: readonly PropertyKey[], parameters: Readonly<Record<string, unknown>>): Given[] =>
    Object.entries(parameters).map(([name, value]) => {
      const own = [...path, name];
      return { name, path: own, values: [{ path: own, value }] };
    });
  const levels = Object.entries(vary).map(([name, all]): Given => {
    const path = ['spec', 'vary', name];
    return { name, path, values: all.map((value, index) => ({ path: [...path, index], value })) };
  });
  return [
    ...single(['spec', 'trainer', 'parameters'], trainer.parameters),
    ...levels,
    ...Object.entries(arms).flatMap(([arm, own]) => single(['spec', 'arms', arm], own)),
  ];
}

/** Names that parameters cannot have, and values that JSON does not have. */
function parameterProblems(file: CommandFile): Problem[] {
  const given = givenParameters(file);
  return [...given.flatMap(nameProblems), ...given.flatMap(({ values }) => values.flatMap(valueProblems))];
}

function nameProblems({ name, path }: Given): Problem[] {
  const problem = (message: string): Problem[] => [{ path: [...path], message, atKey: true }];
  if ((TRIAL_PLACEHOLDERS as readonly string[]).includes(name))
    return problem('is a name that fanout gives a value of its own: call the parameter otherwise');
  if (name in Object.prototype) return problem('is a name that every object has');
  const message = parameterName.safeParse(name).error?.issues[0]?.message;
  return message === undefined ? [] : problem(message);
}

function valueProblems({ path, value }: Given['values'][number]): Problem[] {
  const message =
    'must be what JSON can hold: a finite number, text without null characters, true, false, null, a list or an object';
  return isJson(value) ? [] : [{ path: [...path], message }];
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson);
  // Arguments of programs end with a null character.
  if (typeof value === 'string') return !value.includes('\0');
  return typeof value === 'boolean' || value === null;
}

/** What is wrong with what refers to the arms. */
function madeArmsProblems(file: CommandFile): Problem[] {
  const arms = commandArms(file);
  const ids = arms.map(({ id }) => id);
  return controlProblems(file.spec.control, ids, ['arms', 'vary']);
}

/** The names of the parameters of each arm; of crossed ones, which all have the same, one stands for all. */
function namesOfArms({ spec: { arms, vary = {}, trainer } }: CommandFile) {
  const shared = Object.keys(trainer.parameters);
  const own = arms ? Object.entries(arms) : [['', vary] as const];
  return own.map(([id, parameters]) => ({
    id,
    names: [...new Set([...shared, ...Object.keys(parameters)])],
  }));
}

/** Placeholders that stand for nothing, in some arm or in all, whatever else is wrong. */
function placeholderProblems(file: CommandFile): Problem[] {
  const arms = namesOfArms(file);
  const { command, environment, directory } = file.spec.trainer;
  const path = ['spec', 'trainer'];
  const texts = [
    ...command.map((text, index) => ({ text, at: [...path, 'command', index] })),
    ...Object.entries(environment).map(([name, text]) => ({ text, at: [...path, 'environment', name] })),
  ];
  const notInDirectory = placeholdersOf(directory).map((name) => ({
    path: [...path, 'directory'],
    message: `has {{${name}}}, which is put into the command and the environment only: it is the same for all trials`,
  }));
  const ofTexts = texts.flatMap(({ text, at }) =>
    placeholdersOf(text).flatMap((name): Problem[] => {
      if (file.spec.folds.count < 2 && (name === 'fold' || name === 'folds'))
        return [
          {
            path: at,
            message: `has {{${name}}}, and with folds: { count: 1 } the study has no folds: take it out, or write how many folds there are`,
            also: [['spec', 'folds', 'count']],
          },
        ];
      if ((TRIAL_PLACEHOLDERS as readonly string[]).includes(name)) return [];
      const without = arms.find(({ names }) => !names.includes(name));
      if (!without) return [];
      const known = [...without.names, ...TRIAL_PLACEHOLDERS];
      const where = arms.length > 1 && file.spec.arms ? ` in the arm ${without.id}` : '';
      return [
        {
          path: at,
          message: `has {{${name}}}, which stands for nothing${where}: there is ${known.join(', ')}${suggestion(name, known)}`,
          also: [
            ['spec', 'vary'],
            ['spec', 'arms'],
            [...path, 'parameters'],
          ],
        },
      ];
    }),
  );
  return [...notInDirectory, ...ofTexts];
}
