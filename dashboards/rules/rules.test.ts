import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HAS_PROMTOOL, promtool } from '../../test/support/promtool.ts';
import { ALERTS } from './alerts.ts';
import { runbook } from './rules.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const OPERATIONS = readFileSync(path('../../docs/operations.md'), 'utf8');

interface Case {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}

describe.skipIf(!HAS_PROMTOOL)(`promtool${HAS_PROMTOOL ? '' : ' (skipped: not on this machine)'}`, () => {
  it('accepts the rules', async () => {
    const { status, output } = await promtool('check', 'rules', path('fanout-rules.yaml'));
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('accepts the configuration for one machine', async () => {
    const { status, output } = await promtool('check', 'config', path('../prometheus.yml'));
    expect([status, output]).toEqual([0, expect.stringContaining('1 rule files found')]);
  });

  it('sees each alert fire where it should, and keep silent where it should not', async () => {
    const { status, output } = await promtool('test', 'rules', path('alerts.test.yaml'));
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

it('every alert has a case in which it fires, and one in which it does not', () => {
  const { tests } = parse(readFileSync(path('alerts.test.yaml'), 'utf8')) as {
    tests: { alert_rule_test?: Case[] }[];
  };
  const cases = tests.flatMap((test) => test.alert_rule_test ?? []);
  const named = (holds: (each: Case) => boolean) =>
    [...new Set(cases.filter(holds).map(({ alertname }) => alertname))].sort();
  const names = ALERTS.map(({ alert }) => alert).sort();
  expect(named(({ exp_alerts }) => exp_alerts.length > 0)).toEqual(names);
  expect(named(({ exp_alerts }) => exp_alerts.length === 0)).toEqual(names);
});

it('every alert has a section in docs/operations.md, and every section its alert', () => {
  const sections = [...OPERATIONS.matchAll(/^### (Fanout\w+)$/gm)].map(([, name]) => name);
  expect(sections.sort()).toEqual(ALERTS.map(({ alert }) => alert).sort());
  for (const { alert } of ALERTS) expect(runbook(alert)).toBe(`docs/operations.md#${alert.toLowerCase()}`);
});

it('every alert says what is the matter, in sentences', () => {
  for (const { summary, description } of ALERTS) {
    expect([summary, description]).toEqual([
      expect.stringMatching(/^[A-Z].*\.$/),
      expect.stringMatching(/^[A-Z{].*\.$/),
    ]);
    expect(`${summary} ${description}`).toMatch(/\{\{ \$labels\.(run|instance) \}\}/);
  }
});
