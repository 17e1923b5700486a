/** Dashboards taken apart, for those who look through all of their panels or expressions. All pure. */
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { dashboards } from './dashboards.ts';

/** Everything that has a place: panels, and the headings of rows. */
export function placedIn(dashboard: Dashboard): (Panel | RowPanel)[] {
  return dashboard.panels ?? [];
}

/** Panels that show something. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return placedIn(dashboard).filter((panel): panel is Panel => panel.type !== 'row');
}

export function targetsOf(panel: Panel): Dataquery[] {
  return (panel.targets ?? []) as Dataquery[];
}

/** An expression with where it stands: `Study / Progress A`. */
export interface Found {
  readonly place: string;
  readonly expression: string;
  /** How each series is named, with `{{label}}`; empty where it is not. */
  readonly legend: string;
}

/** Every expression of every panel and annotation of all dashboards. */
export function allExpressions(): Found[] {
  return Object.values(dashboards()).flatMap((dashboard) => {
    const title = dashboard.title!.replace('fanout / ', '');
    const panels = panelsOf(dashboard).flatMap((panel) =>
      targetsOf(panel).map(({ expr, refId, legendFormat }) => ({
        place: `${title} / ${panel.title} ${refId}`,
        expression: expr,
        legend: legendFormat ?? '',
      })),
    );
    const annotations = (dashboard.annotations?.list ?? []).map(({ name, expr, textFormat }) => ({
      place: `${title} / annotation ${name}`,
      expression: expr!,
      legend: textFormat ?? '',
    }));
    return [...panels, ...annotations];
  });
}
