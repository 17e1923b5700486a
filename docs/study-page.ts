/** The page `study.md`: every field of a study file, out of the schema that checks it. */
import { z } from 'zod';
import { studyFile } from '../study/schema/study.ts';

type Node = z.core.JSONSchema.BaseSchema;

/** The page, as Markdown; `example` is the text of a study file. Pure. */
export function studyPage(example: string): string {
  const root = z.toJSONSchema(studyFile, { io: 'input' });
  return `<!-- Generated from the code by: npm run generate:docs -->
# The study file

YAML, one study a file. \`fanout validate STUDY\` checks all of it, rules across fields too. Editors complete and check
a file that begins with

    # yaml-language-server: $schema=../docs/study.schema.json

Fields \`x-…\` at the top are yours: fanout does not read them. Anchors and merge keys (\`<<\`) work. Lists begin at 0.
\`--set FIELD=VALUE\` changes a field below \`spec\`: \`--set training.epochs=1\`, \`--set vary.training.batchSize='[8, 16]'\`.

## An example

\`\`\`yaml
${example.trim()}
\`\`\`

## Fields

| field | type and bounds | default | meaning |
|---|---|---|---|
${rowsOf('', root as Node, true).join('\n')}
`;
}

/** A row for each field below a node; \`[]\` stands for any entry of a list, \`*\` for any name. */
function rowsOf(path: string, node: Node, top = false): string[] {
  const own = top ? [] : [rowOf(path, node)];
  const required = new Set(node.required ?? []);
  const objects = branchesOf(node).flatMap((branch) => Object.entries(branch.properties ?? {}));
  const fields = objects.flatMap(([name, inner]) => {
    const [first, ...rest] = rowsOf(path === '' ? name : `${path}.${name}`, inner as Node);
    return [required.has(name) ? first!.replace(' | – | ', ' | required | ') : first!, ...rest];
  });
  const entry = branchesOf(node)
    .flatMap(({ items }) => branchesOf(items as Node | undefined))
    .flatMap((each) => rowsOf(`${path}[]`, each, true));
  return [...own, ...fields, ...entry];
}

/** The kinds of value that a node allows. */
const branchesOf = (node: Node | undefined): Node[] =>
  node === undefined ? [] : ((node.anyOf as Node[] | undefined) ?? [node]);

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function rowOf(path: string, node: Node): string {
  const standard = node.default === undefined ? '–' : `\`${JSON.stringify(node.default)}\``;
  const meaning = (node.description ?? '').replace(/ ?Default: [^.]*(\.\d+[^.]*)?\.$/, '');
  return `| \`${path}\` | ${cell(typeOf(node))} | ${cell(standard)} | ${cell(meaning)} |`;
}

/** A node's type and bounds in words. Pure. */
function typeOf(node: Node): string {
  if (node.duration) return 'time, such as `90s`, `30m` or `2h`';
  if (node.anyOf) return (node.anyOf as Node[]).map(typeOf).join(', or ');
  if (node.$ref === '#/$defs/layer') return 'layer, as below `model`';
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(', ');
  const entries = node.prefixItems as Node[] | undefined;
  if (entries) return `list of ${entries.length}, each ${typeOf(entries[0]!)}`;
  if (node.type === 'array')
    return `list of ${typeOf(node.items as Node)}${range(node.minItems, node.maxItems, ' entries')}`;
  if (node.type === 'string')
    return `text${range(node.minLength, node.maxLength, ' characters')}${node.pattern ? `, as \`${node.pattern}\`` : ''}`;
  if (node.type === 'object') return node.exactlyOne ? 'object with exactly one field' : 'object';
  const above = node.exclusiveMinimum === undefined ? '' : `, more than ${node.exclusiveMinimum}`;
  const below = node.exclusiveMaximum === undefined ? '' : `, less than ${node.exclusiveMaximum}`;
  const names: Record<string, string> = { integer: 'whole number', boolean: 'true or false' };
  return `${names[String(node.type)] ?? node.type ?? 'anything'}${above}${range(node.minimum, node.maximum, '')}${below}`;
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}${unit}`;
  if (least !== undefined) return `, at least ${least}${unit}`;
  return most === undefined ? '' : `, at most ${most}${unit}`;
}
