/** How long the functions of a file are, as the compiler reads it. */
import ts from 'typescript';

/** A function that is longer than it may be. */
export interface LongFunction {
  readonly path: string;
  /** Its first, from 1. */
  readonly line: number;
  /** Its own, or the one of what it is assigned to; a method's with its class's: `Ledger.open`. */
  readonly name: string;
  /** From its first to its last, the functions inside it included. */
  readonly lines: number;
}

/**
 * The functions of a text that have more than `most` lines, outer ones first. A class is no function; its
 * methods, its constructor and its accessors are. A docstring is no part of a function. Pure.
 */
export function longFunctions(path: string, text: string, most: number): LongFunction[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: LongFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
      const lines = file.getLineAndCharacterOfPosition(node.getEnd()).line - line + 1;
      if (lines > most) found.push({ path, line: line + 1, name: nameOf(node, file), lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function nameOf(node: ts.Node, file: ts.SourceFile): string {
  const named = 'name' in node && node.name !== undefined ? node : node.parent;
  const own = ts.isConstructorDeclaration(node)
    ? 'constructor'
    : 'name' in named && named.name !== undefined
      ? (named.name as ts.Node).getText(file)
      : '(no name)';
  const owner = node.parent;
  return ts.isClassLike(owner) ? `${owner.name?.text ?? '(no name)'}.${own}` : own;
}
