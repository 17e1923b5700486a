import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { fleetDashboard } from './fleet/fleet.ts';
import { healthDashboard } from './health/health.ts';
import { studyDashboard } from './study/study.ts';

/** All dashboards, each by the name of its file in this folder. Pure. */
export function dashboards(): Readonly<Record<string, Dashboard>> {
  return {
    'fanout-study.json': studyDashboard(),
    'fanout-fleet.json': fleetDashboard(),
    'fanout-health.json': healthDashboard(),
  };
}
