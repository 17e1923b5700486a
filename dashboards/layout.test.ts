/** Where the panels stand, and what each of them tells about itself. */
import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { dashboards } from './dashboards.ts';
import { COLUMNS } from './frame/frame.ts';
import { panelsOf, placedIn, targetsOf } from './parts.ts';

const all = Object.entries(dashboards()).map(([file, dashboard]) => ({ file, dashboard }));

const overlap = (a: GridPos, b: GridPos) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(all)('$file', ({ file, dashboard }) => {
  const placed = placedIn(dashboard);

  it('has panels side by side within the grid, none over another, without gaps', () => {
    const places = placed.map((panel) => panel.gridPos!);
    for (const { x, y, w, h } of places) {
      expect([x >= 0, y >= 0, w > 0, h > 0, x + w <= COLUMNS]).not.toContain(false);
    }
    const pairs = places.flatMap((a, index) => places.slice(index + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b))).toEqual([]);
    const area = places.reduce((sum, { w, h }) => sum + w * h, 0);
    expect(area).toBe(COLUMNS * Math.max(...places.map(({ y, h }) => y + h)));
  });

  it('numbers its panels and the queries in each, and gives each panel a title of its own', () => {
    const ids = placed.map(({ id }) => id);
    const titles = panelsOf(dashboard).map(({ title }) => title);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isInteger(id) && id! > 0)).toBe(true);
    expect(new Set(titles).size).toBe(titles.length);
    for (const panel of panelsOf(dashboard)) {
      const refIds = targetsOf(panel).map(({ refId }) => refId);
      expect(new Set(refIds).size).toBe(refIds.length);
    }
  });

  it('has sentences as descriptions, and says which lines are which', () => {
    for (const panel of panelsOf(dashboard)) {
      expect(panel.description, panel.title).toMatch(/^[\p{L}0-9].{20,}\.$/u);
      if (panel.type !== 'timeseries' || targetsOf(panel).length === 1) continue;
      for (const { legendFormat } of targetsOf(panel)) expect(legendFormat, panel.title).not.toBe('');
    }
  });

  it('can be found under its file’s name, and leads to the others with the run and the time', () => {
    expect(`${dashboard.uid}.json`).toBe(file);
    expect(dashboard.tags).toEqual(['fanout']);
    expect(dashboard.links).toMatchObject([
      { type: 'dashboards', tags: ['fanout'], includeVars: true, keepTime: true },
    ]);
  });

  it('marks where a run began and where it was complete', () => {
    expect(dashboard.annotations?.list?.map(({ name, useValueForTime }) => [name, useValueForTime])).toEqual([
      ['Run started', true],
      ['Run completed', true],
    ]);
  });
});

it('the three dashboards are the three that they are', () => {
  expect(all.map(({ dashboard }) => dashboard.title)).toEqual([
    'fanout / Study',
    'fanout / Fleet',
    'fanout / Health',
  ]);
  expect(new Set(all.map(({ dashboard }) => dashboard.uid)).size).toBe(3);
});
