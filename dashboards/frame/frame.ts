/** What the dashboards have in common: variables, annotations, links between them, and panels in rows. */
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { runAnnotations } from './annotations.ts';
import { datasourceVariable, jobVariable, metricVariable, runVariable } from './variables.ts';

/** Columns of Grafana's grid. */
export const COLUMNS = 24;
/** All dashboards with this tag link to one another. */
const TAG = 'fanout';

export interface PanelBuilder {
  build(): Panel;
}

/** Panels side by side, under a heading. */
export interface Row {
  readonly title: string;
  /** In Grafana's units of 30 px. */
  readonly height: number;
  /** Each panel with its width in columns; what is wider than 24 columns goes on in the next line. */
  readonly panels: readonly (readonly [width: number, panel: PanelBuilder])[];
}

export interface Frame {
  /** Stands in the dashboard's address. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Whether it is about one run, or about all that are chosen. */
  readonly runs: 'one' | 'all';
  readonly rows: readonly Row[];
}

/** Builds a dashboard. Pure. */
export function buildDashboard({ uid, title, description, runs, rows }: Frame): Dashboard {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('10s')
    .time({ from: 'now-3h', to: 'now' })
    .timezone('browser')
    .variables([
      datasourceVariable(),
      jobVariable(),
      runVariable(runs),
      ...(runs === 'one' ? [metricVariable()] : []),
    ])
    .annotations(runAnnotations())
    .link(
      new DashboardLinkBuilder('fanout')
        .type(DashboardLinkType.Dashboards)
        .tooltip('The other dashboards, for the same run and time')
        .tags([TAG])
        .asDropdown(false)
        .includeVars(true)
        .keepTime(true),
    )
    .build();
  return { ...inSight(dashboard), panels: place(rows) };
}

/**
 * The SDK puts links and annotations into a menu, the only place that it knows; Grafana shows them above the
 * panels without it.
 */
function inSight(dashboard: Dashboard): Dashboard {
  const shown = <Control extends { placement?: unknown }>({ placement: _, ...control }: Control) => control;
  return {
    ...dashboard,
    links: (dashboard.links ?? []).map(shown),
    annotations: { list: (dashboard.annotations?.list ?? []).map(shown) },
  };
}

/** Rows below one another, their panels from left to right, numbered from 1 in reading order. */
function place(rows: readonly Row[]): NonNullable<Dashboard['panels']> {
  const panels: NonNullable<Dashboard['panels']> = [];
  let y = 0;
  for (const { title, height, panels: members } of rows) {
    const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
    panels.push({ ...new RowBuilder(title).build(), id: panels.length + 1, gridPos });
    y += 1;
    let x = 0;
    for (const [width, member] of members) {
      if (x + width > COLUMNS) {
        x = 0;
        y += height;
      }
      panels.push({ ...member.build(), id: panels.length + 1, gridPos: { x, y, w: width, h: height } });
      x += width;
    }
    y += height;
  }
  return panels;
}
