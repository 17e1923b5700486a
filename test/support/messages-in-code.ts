/** The texts in the code that a person may read, found by its syntax. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** What stands in a text for a value that is put in. */
export const HOLE = '⟦⟧';

/** A text or template, with where it stands: `study/parse.ts:40`. */
export interface TextInCode {
  readonly at: string;
  readonly text: string;
}

/** A `new FanoutError(…)`: its code, where that is written out, and whether it says what to do. */
export interface ErrorInCode {
  readonly at: string;
  readonly code: string | undefined;
  readonly hasHint: boolean;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS =
  'analysis cli coordinator datasets engines operator proto report results study telemetry web worker'.split(
    ' ',
  );

/** All texts of the product's code that have words in them, and all errors that it makes. */
export function messagesInCode(): { texts: TextInCode[]; errors: ErrorInCode[] } {
  const texts: TextInCode[] = [];
  const errors: ErrorInCode[] = [];
  for (const path of FOLDERS.flatMap(sources)) {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node) => {
      const at = `${relative(ROOT, path)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      const text = textOf(node);
      if (text !== undefined && /[a-z]{2} |\b [a-z]{2}/i.test(text)) texts.push({ at, text });
      if (ts.isNewExpression(node) && node.expression.getText() === 'FanoutError') {
        const [code, , options] = node.arguments ?? [];
        errors.push({
          at,
          code: code && ts.isStringLiteral(code) ? code.text : undefined,
          hasHint: options !== undefined && /\bhint\b/.test(options.getText()),
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts, errors };
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$|fixtures|generated/.test(path))
    .map((path) => join(ROOT, folder, path));
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => HOLE + literal.text).join('');
}
