/** `--set FIELD=VALUE`: changes to a study from outside its file. */
import { type Document, isMap, isSeq, type ParsedNode, parseDocument } from 'yaml';
import { inexactNumbers } from './exact-numbers.ts';
import type { Problem } from './problems.ts';
import { yamlMistakes, yamlWords } from './yaml-words.ts';

/** A change to a field, `--set training.epochs=1`: a path from the document's root, and a YAML value. */
export interface Override {
  readonly path: readonly string[];
  readonly text: string;
}

/**
 * Parses `training.epochs=1`, `model[0].dense.units=8` or `vary.training.batchSize=[8, 16]`, where all behind
 * `vary.` is the name of one factor. Pure; undefined when it is not of that form.
 */
export function parseOverride(text: string): Override | undefined {
  const match = /^(?:spec\.)?([A-Za-z0-9_.*[\]-]+)=(.*)$/s.exec(text);
  if (!match) return undefined;
  const factor = /^vary\.(.+)$/.exec(match[1]!)?.[1];
  const path = factor ? ['vary', factor] : match[1]!.split(/[.[\]]+/).filter((part) => part !== '');
  return path.length > 0 ? { path: ['spec', ...path], text: match[2]! } : undefined;
}

/** An override as it stands in messages: `--set training.epochs`. Pure. */
export const argumentOf = ({ path }: Override): string => `--set ${path.slice(1).join('.')}`;

/** Writes a value into a document; what hinders it, in words, or undefined. Changes the document. */
export function applyOverride(document: Document<ParsedNode>, override: Override): string | undefined {
  const argument = `${argumentOf(override)}=${override.text}`;
  const value = parseDocument(override.text, { merge: true, prettyErrors: false, logLevel: 'error' });
  const [mistake] = override.text.trim() === '' ? [] : yamlMistakes(override.text, value);
  if (mistake) return `${argument}: the value is not valid YAML: ${mistake.message}`;
  const inexact = inexactNumbers(value)[0];
  if (inexact) return `${argument}: ${inexact.message}`;
  const beyond = listProblem(document, override.path);
  if (beyond) return `${argument}: ${beyond}`;
  let plain: unknown;
  try {
    plain = value.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return `${argument}: the value is not valid YAML: ${yamlWords((error as Error).message)}`;
  }
  try {
    document.setIn(override.path, document.createNode(plain));
    return undefined;
  } catch {
    return `${argument} leads into a field that has no fields of its own`;
  }
}

/**
 * What is wrong with the positions in a path, each of which must lead to an entry, or right behind the
 * last.
 */
function listProblem(document: Document<ParsedNode>, path: readonly string[]): string | undefined {
  for (const [index, part] of path.entries()) {
    const list = path.slice(0, index);
    const name = list.join('.');
    const parent = document.getIn(list, true);
    if (isSeq(parent)) {
      const { length } = parent.items;
      const there = length === 0 ? 'has no entries' : `has the entries 0 to ${length - 1}`;
      if (!/^\d+$/.test(part)) return `${name} is a list, and "${part}" is no position in it: it ${there}`;
      if (Number(part) > length)
        return `there is no entry ${part}: ${name} ${there}; ${length} would add one`;
    } else if (parent === undefined && /^\d+$/.test(part))
      return `there is no entry ${part}: the file has no list ${name}; set all of ${name}`;
    else if (!isMap(parent)) return undefined;
  }
  return undefined;
}

/** How many parts of a path a document has. Pure. */
function depthOf(document: Document<ParsedNode>, path: readonly PropertyKey[]): number {
  let depth = 0;
  while (depth < path.length && document.hasIn(path.slice(0, depth + 1))) depth++;
  return depth;
}

/**
 * The override that a problem comes from: it wrote the field of the problem, or else another that the rule is
 * about. Pure; undefined when the file itself is to blame.
 */
export function blamed(
  overrides: readonly Override[],
  original: Document<ParsedNode>,
  { path, also = [] }: Pick<Problem, 'path' | 'also'>,
): Override | undefined {
  for (const each of [path, ...also]) {
    const found = writerOf(overrides, original, each);
    if (found) return found;
  }
  return undefined;
}

/**
 * The override that wrote a field: it wrote the field, or what the field stands in, or something
 * inside of it. `original` is the document without any override. Pure.
 */
function writerOf(
  overrides: readonly Override[],
  original: Document<ParsedNode>,
  path: readonly PropertyKey[],
): Override | undefined {
  const inFile = depthOf(original, path);
  const shared = overrides.map((override) => {
    const differs = path.findIndex((part, index) => String(part) !== override.path[index]);
    return { override, length: differs < 0 ? path.length : differs };
  });
  // The last one wins, as it does when they are applied.
  return shared
    .reverse()
    .find(
      ({ override, length }) =>
        length === override.path.length || length > inFile || (length === path.length && length > 1),
    )?.override;
}
