/**
 * Dashboards and alert rules of `dashboards/`, as the objects by which Grafana's sidecar and the Prometheus
 * operator find them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const FOLDER = fileURLToPath(new URL('../dashboards', import.meta.url));

/** One list of all of them; empty where there are none. */
export function monitoringList(): unknown {
  return { apiVersion: 'v1', kind: 'List', items: files(FOLDER).flatMap(objectOf) };
}

function files(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ['.json', '.yaml', '.yml'].includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/fixture|\.test\./.test(path))
    .sort();
}

/**
 * A file says by its content what it is: `panels` make a dashboard, `groups` make rules; anything else is
 * left out.
 */
function objectOf(path: string): unknown[] {
  const text = readFileSync(path, 'utf8');
  const content = (parse(text) ?? {}) as { panels?: unknown; groups?: { rules?: unknown }[] };
  const file = basename(path);
  const stem = file
    .replace(/\..*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const name = stem.startsWith('fanout') ? stem : `fanout-${stem}`;
  if (content.panels !== undefined) {
    const labels = { grafana_dashboard: '1' };
    return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { [file]: text } }];
  }
  if (Array.isArray(content.groups) && content.groups.every(({ rules }) => Array.isArray(rules))) {
    const { groups } = content;
    return [
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name },
        spec: { groups },
      },
    ];
  }
  return [];
}
