/** What the columns of a Parquet file hold, by its schema. */
import type { SchemaElement, SchemaTree } from 'hyparquet';

/** How a column's values become the texts of a table. */
export type CellKind = 'double' | 'single' | 'whole' | 'truth' | 'text';

/** What a column holds, or why none of it can be a cell of a table. */
export type Held = { readonly kind: CellKind } | { readonly problem: string };

/** What a column of a Parquet file holds. Pure. */
export function heldBy({ element, children }: SchemaTree): Held {
  if (children.length > 0 || element.repetition_type === 'REPEATED')
    return { problem: `is nested${inBrackets(nameOf(element))}: a cell of a table holds one value` };
  const name = nameOf(element);
  if (name.startsWith('DECIMAL'))
    return { problem: `holds decimals (${name}): save it as float64, or as whole numbers of a smaller unit` };
  if (/^(DATE|TIME|INTERVAL|INT96)/.test(name))
    return { problem: `holds dates or times (${name}); a number can be learned from: days since a day` };
  const kind = KINDS[name];
  return kind === undefined
    ? { problem: `holds ${name || 'values without a type'}, and must hold numbers, texts or booleans` }
    : { kind };
}

const KINDS: Readonly<Partial<Record<string, CellKind>>> = {
  BOOLEAN: 'truth',
  INT32: 'whole',
  INT64: 'whole',
  FLOAT: 'single',
  DOUBLE: 'double',
  STRING: 'text',
  ENUM: 'text',
  // A column that holds nulls alone.
  NULL: 'double',
  // Texts of programs that write no annotation.
  BYTE_ARRAY: 'text',
};

/** What a column is called in messages: its logical type, or else how it is stored. */
function nameOf({
  type,
  type_length,
  converted_type,
  logical_type,
  precision,
  scale,
}: SchemaElement): string {
  const logical = logical_type?.type ?? converted_type;
  if (logical === 'DECIMAL') return `DECIMAL(${precision ?? 0}, ${scale ?? 0})`;
  if (logical === 'UTF8') return 'STRING';
  if (logical === undefined || /^U?INT(_|EGER)/.test(logical))
    return type === 'FIXED_LEN_BYTE_ARRAY' ? `${type_length ?? 0} bytes` : (type ?? '');
  return logical;
}

const inBrackets = (name: string) => (name === '' ? '' : ` (${name})`);
