import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = new URL('decisions/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

it.each(files)('%s states its decision, status, date, context and alternatives', (name) => {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  const number = Number(name.slice(0, 4));
  expect(text).toMatch(
    new RegExp(
      `^# ${number}\\. \\S.*\\n\\nStatus: (accepted|superseded by \\d+)\\. Date: 20\\d\\d-\\d\\d-\\d\\d\\.\\n`,
    ),
  );
  const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(sections.slice(0, 2)).toEqual(['Context', 'Decision']);
  expect(sections).toContain('Alternatives');
});
