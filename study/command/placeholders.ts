/** `{{NAME}}` in what a program is started with. All pure. */
import type { ParameterValue } from './trainer.ts';

/** What can stand in a command beside parameters. */
export const TRIAL_PLACEHOLDERS = [
  'seed',
  'fold',
  'folds',
  'trial',
  'arm',
  'run',
  'attempt',
  'directory',
  'checkpoint',
  'metrics',
] as const;

const PLACEHOLDER = /\{\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}/g;
/** Also what is meant as one, and is none: `{{parameters.lr}}`. */
const MEANT = /\{\{\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*\}\}/gu;

/** Names of the placeholders in a text, and of what is meant as one, each once. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(MEANT)].map(([, name]) => name!))];
}

/**
 * A text with values in place of its placeholders, as they are: an argument stays one argument, whatever
 * stands in it. Those without a value stay.
 */
export function fill(text: string, values: Readonly<Record<string, ParameterValue>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? textOf(values[name]!) : whole,
  );
}

/** A parameter as an argument: text and numbers as they are, lists and objects as JSON. */
export function textOf(value: ParameterValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
