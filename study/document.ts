import { type Document, isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import type { Problem } from './problems.ts';
import { fieldName } from './problems.ts';

/** A change to a field from outside the file, `--set training.epochs=1`: a path below `spec`, and a YAML value. */
export interface Override {
  readonly path: readonly string[];
  readonly text: string;
}

/** A study file as YAML, which knows where each field stands. */
export interface StudyDocument {
  /** The plain value, overrides applied. */
  readonly value: unknown;
  /** Syntax errors, already with their place. */
  readonly syntaxErrors: readonly string[];
  /** A problem as one line: `studies/x.yaml:12:5 spec.folds.count must be …`. */
  locate(problem: Problem): string;
}

/** Parses `training.epochs=1`. Pure; undefined when it is not of that form. */
export function parseOverride(text: string): Override | undefined {
  const match = /^(?:spec\.)?([A-Za-z0-9_.[\]]+)=(.*)$/s.exec(text);
  if (!match) return undefined;
  const path = match[1]!.split(/[.[\]]+/).filter((part) => part !== '');
  return path.length > 0 ? { path: ['spec', ...path], text: match[2]! } : undefined;
}

/** The node whose place names a path best: the field itself, or the nearest thing around it that is in the file. */
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

const startsWith = (path: readonly PropertyKey[], prefix: readonly string[]) =>
  prefix.every((part, index) => String(path[index]) === part);

/** Reads YAML. Nothing is thrown: syntax errors are part of the answer. `source` is the name shown in messages. Pure. */
export function readDocument(
  text: string,
  source: string,
  overrides: readonly Override[] = [],
): StudyDocument {
  const lines = new LineCounter();
  // What it would warn of, the schema refuses: a warning would be a line of Node's on stderr.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: true, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${source}:${line}:${col}`;
  };
  const syntaxErrors = document.errors.map((error) => `${place(error.pos[0])} ${error.message}`);
  if (syntaxErrors.length === 0) {
    for (const { path, text: value } of overrides) {
      try {
        document.setIn(path, document.createNode(parseDocument(value, { logLevel: 'error' }).toJS()));
      } catch {
        syntaxErrors.push(
          `--set ${path.slice(1).join('.')}=${value} leads into a field that has no fields of its own`,
        );
      }
    }
  }
  let value: unknown;
  try {
    value = syntaxErrors.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined;
  } catch (error) {
    syntaxErrors.push(`${source}:1:1 ${(error as Error).message}`);
  }
  return {
    value,
    syntaxErrors,
    locate(problem) {
      const override = overrides.find(({ path }) => startsWith(problem.path, path));
      const node = override ? undefined : nodeAt(document, problem.path, problem.atKey === true);
      const where = override ? `--set ${override.path.slice(1).join('.')}` : place(node?.range?.[0] ?? 0);
      return `${where} ${fieldName(problem.path)} ${problem.message}`;
    },
  };
}
