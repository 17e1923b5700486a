import { type Document, isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { inexactNumbers } from './exact-numbers.ts';
import { lostKeys } from './lost-keys.ts';
import { applyOverride, argumentOf, blamed, type Override } from './overrides.ts';
import type { Problem } from './problems.ts';
import { fieldName } from './problems.ts';
import { yamlMistakes, yamlWords } from './yaml-words.ts';

/** A study file as YAML, which knows where each field stands. */
export interface StudyDocument {
  /** The plain value, overrides applied. */
  readonly value: unknown;
  /** Syntax errors, already with their place. */
  readonly syntaxErrors: readonly string[];
  /**
   * A problem as one line: `studies/x.yaml:12:5 spec.folds.count must be …`; the field alone where the text
   * is nobody's file.
   */
  locate(problem: Problem): string;
}

/**
 * The node whose place names a path best: the field itself, or the nearest thing around it that is in the
 * file.
 */
function nodeAt(
  document: Document<ParsedNode>,
  path: readonly PropertyKey[],
  atKey: boolean,
): Node | undefined {
  for (let length = path.length; length >= 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      const node = (atKey && length === path.length ? pair?.key : (pair?.value ?? pair?.key)) as
        | Node
        | undefined;
      if (node?.range) return node;
    }
    const node =
      length === 0 ? document.contents : (document.getIn(path.slice(0, length), true) as Node | undefined);
    if (node && 'range' in node && node.range) return node as Node;
  }
  return undefined;
}

/** The document without the fields `x-…` at its top, which are for the user: anchors, remarks. Pure. */
const withoutOwnFields = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')))
    : value;

/**
 * Reads YAML. Nothing is thrown: syntax errors are part of the answer. `source` is the name shown in
 * messages; undefined where the text was made of an object, whose lines nobody knows. Pure.
 */
export function readDocument(
  text: string,
  source: string | undefined,
  overrides: readonly Override[] = [],
): StudyDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    // What it would warn of, the schema refuses: a warning would be a line of Node's on stderr.
    logLevel: 'error',
    // `<<: *common`, as many write it, though YAML 1.2 has dropped it.
    merge: true,
  });
  const place = (offset: number) => {
    if (source === undefined) return '';
    const { line, col } = lines.linePos(offset);
    return `${source}:${line}:${col} `;
  };
  const syntaxErrors = yamlMistakes(text, document).map(
    ({ offset, message }) => `${place(offset)}${message}`,
  );
  if (syntaxErrors.length === 0)
    for (const { offset, message } of [...inexactNumbers(document), ...lostKeys(document)])
      syntaxErrors.push(`${place(offset)}${message}`);
  const original = overrides.length === 0 ? document : document.clone();
  if (syntaxErrors.length === 0)
    syntaxErrors.push(...overrides.flatMap((override) => applyOverride(document, override) ?? []));
  let value: unknown;
  try {
    value = syntaxErrors.length === 0 ? withoutOwnFields(document.toJS({ maxAliasCount: 100 })) : undefined;
  } catch (error) {
    syntaxErrors.push(`${place(0)}${yamlWords((error as Error).message)}`);
  }
  return {
    value,
    syntaxErrors,
    locate(problem) {
      const override = blamed(overrides, original, problem);
      const node = override ? undefined : nodeAt(document, problem.path, problem.atKey === true);
      const where = override ? `${argumentOf(override)} ` : place(node?.range?.[0] ?? 0);
      return `${where}${fieldName(problem.path)} ${problem.message}`;
    },
  };
}
