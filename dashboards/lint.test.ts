/**
 * The rules of Grafana's dashboard-linter (github.com/grafana/dashboard-linter, docs/index.md), each under
 * its name. What `.lint` excludes is passed over, as the linter does.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { HAS_PROMTOOL, promtool } from '../test/support/promtool.ts';
import { dashboards } from './dashboards.ts';
import { interpolate } from './interpolate.ts';
import { allExpressions, panelsOf, targetsOf } from './parts.ts';
import { selectorsOf } from './selectors.ts';

const { exclusions } = parse(readFileSync(new URL('.lint', import.meta.url), 'utf8')) as {
  exclusions: Readonly<Record<string, { reason: string; metrics?: string[] }>>;
};
const all = Object.entries(dashboards()).map(([file, dashboard]) => ({ file, dashboard }));
const SOURCE = { type: 'prometheus', uid: '$datasource' };
const VARIABLES = {
  job: 'a',
  run: 'b',
  metric: 'c',
  __rate_interval: '1m',
  __interval: '15s',
  __range: '1h',
};

describe.each(all)('$file', ({ dashboard }) => {
  const variables = dashboard.templating?.list ?? [];
  const variable = (name: string) => variables.find((each) => each.name === name);
  const panels = panelsOf(dashboard);
  const expressions = panels.flatMap((panel) => targetsOf(panel).map(({ expr }) => expr));

  it('template-datasource-rule', () => {
    const sources = variables.filter(({ type }) => type === 'datasource');
    expect(sources).toMatchObject([{ name: 'datasource', label: 'Data source', query: 'prometheus' }]);
  });

  it('template-job-rule', () => {
    const wanted = { type: 'query', datasource: SOURCE, label: 'Job', multi: true, allValue: '.+' };
    expect(variable('job')).toMatchObject(wanted);
  });

  it('template-label-promql-rule', () => {
    for (const { type, query } of variables) {
      if (type !== 'query') continue;
      const text = (query as { query: string }).query;
      expect(text).toMatch(/^(label_names|label_values|metrics|query_result)\(.+\)$/);
    }
  });

  it('template-on-time-change-reload-rule', () => {
    const queries = variables.filter(({ type }) => type === 'query');
    expect(queries.map(({ name, refresh }) => [name, refresh])).toEqual([
      ['job', 2],
      ['run', 2],
      ...(variable('metric') ? [['metric', 2]] : []),
    ]);
  });

  it('panel-datasource-rule', () => {
    for (const panel of panels) {
      expect(panel.datasource, panel.title).toEqual(SOURCE);
      for (const { datasource } of targetsOf(panel)) expect(datasource, panel.title).toEqual(SOURCE);
    }
    for (const { datasource } of dashboard.annotations?.list ?? []) expect(datasource).toEqual(SOURCE);
  });

  it('panel-title-description-rule', () => {
    for (const { title, description } of panels) expect([title, description]).not.toContain('');
  });

  it('panel-units-rule', () => {
    const known = new Set<unknown>(Object.values(units));
    for (const { title, fieldConfig } of panels) {
      const overrides = (fieldConfig?.overrides ?? []).flatMap(({ properties }) => properties);
      const own = overrides.filter(({ id }) => id === 'unit').map(({ value }) => value);
      for (const unit of [fieldConfig?.defaults.unit, ...own])
        expect(known, `${title}: ${unit}`).toContain(unit);
    }
  });

  it('panel-no-targets-rule', () => {
    for (const panel of panels) expect(targetsOf(panel), panel.title).not.toEqual([]);
  });

  it('target-rate-interval-rule', () => {
    for (const expression of expressions) {
      const rates = [...expression.matchAll(/\b(?:i?rate|increase)\((?:[^()]|\([^()]*\))*\)/g)];
      for (const [rate] of rates) expect(rate).toMatch(/\[\$__rate_interval\]\)$/);
    }
  });

  it('target-job-rule', () => {
    for (const { metric, matchers } of expressions.flatMap(selectorsOf)) {
      expect(matchers.split(/,\s*/), metric).toContain('job=~"$job"');
    }
  });

  it('target-counter-agg-rule', () => {
    const passed = exclusions['target-counter-agg-rule']!.metrics!;
    for (const expression of expressions) {
      const bare = expression.replace(/\b(?:i?rate|increase)\((\w+)\{[^}]*\}\[[^\]]*\]\)/g, '');
      const totals = selectorsOf(bare).map(({ metric }) => metric);
      expect(totals.filter((metric) => metric.endsWith('_total') && !passed.includes(metric))).toEqual([]);
    }
  });

  it('target-histogram-rule', () => {
    for (const expression of expressions.filter((each) => each.includes('_bucket'))) {
      expect(expression).toMatch(/^histogram_quantile\(/);
    }
  });

  it('uneditable-dashboard', () => {
    expect(dashboard.editable).toBe(false);
  });
});

it.skipIf(!HAS_PROMTOOL)(`target-promql-rule${HAS_PROMTOOL ? '' : ' (skipped: no promtool)'}`, async () => {
  const rules = allExpressions().map(({ expression }, index) => ({
    record: `expression_${index}`,
    expr: interpolate(expression, VARIABLES),
  }));
  const directory = mkdtempSync(join(tmpdir(), 'fanout-lint-'));
  const path = join(directory, 'expressions.yaml');
  writeFileSync(path, stringify({ groups: [{ name: 'dashboards', rules }] }));
  const { status, output } = await promtool('check', 'rules', path);
  rmSync(directory, { recursive: true });
  expect([status, output]).toEqual([0, expect.stringContaining(`SUCCESS: ${rules.length} rules found`)]);
});

it('every exclusion says why', () => {
  const names = ['template-instance-rule', 'target-instance-rule', 'target-counter-agg-rule'];
  expect(Object.keys(exclusions)).toEqual(names);
  for (const { reason } of Object.values(exclusions)) expect(reason).toMatch(/\.$/);
});
