/** Settings of Keras's layers, and which of them a layer here has. All pure. */
import { type KerasLayer, shownName } from './architecture.ts';

/** Settings that say nothing of the arithmetic; first values are for a study's initializers to draw. */
const IGNORED = new Set([
  'name',
  'trainable',
  'dtype',
  'batch_input_shape',
  'batch_shape',
  'seed',
  'autocast',
]);
const isIgnored = (key: string) => IGNORED.has(key) || /_initializer$/.test(key);

/** What a setting may be where no layer here has it: the value that changes nothing. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  data_format: ['channels_last'],
  keepdims: [false],
  threshold: [0],
  ragged: [false],
  sparse: [false],
  optional: [false],
  renorm: [false],
  fused: [true],
  synchronized: [false],
  mask_zero: [false],
  rms_scaling: [false],
  virtual_batch_size: [],
  approximate: [false],
};

/** Settings that a class has a word for here, under the names of Keras. */
export type Words = Readonly<Record<string, string>>;

/**
 * The settings of a layer under their names here; of `words`, those that it has. What cannot be said is
 * pushed to `problems`.
 */
export function settingsOf(
  { config }: KerasLayer,
  words: Words,
  problems: string[],
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (isIgnored(key) || value === null) continue;
    if (Object.hasOwn(words, key)) settings[words[key]!] = value;
    else if (!Object.hasOwn(NEUTRAL, key) || !NEUTRAL[key]!.includes(value))
      problems.push(`${shownName(key)} is ${shown(value)}, which no layer here has`);
  }
  return settings;
}

const shown = (value: unknown) =>
  typeof value === 'object'
    ? 'set'
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : shownName(value);

/** An activation's name here; unknown ones are returned as they are, and refused by the schema. */
export function activationName(value: unknown): unknown {
  const name =
    typeof value === 'object' && value !== null ? (value as { class_name?: unknown }).class_name : value;
  return name === 'leaky_relu' ? 'leakyRelu' : name === 'swish' ? 'silu' : name;
}
