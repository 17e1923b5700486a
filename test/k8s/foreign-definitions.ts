/**
 * Custom resources of other projects, out of their Go modules: what their API servers would say of our
 * manifests.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from './command.ts';

/** A module at a version, and the folder in it that holds its CustomResourceDefinitions. */
interface Origin {
  readonly module: string;
  readonly folder: string;
}

export const KEDA: Origin = {
  module: 'github.com/kedacore/keda/v2@v2.20.2',
  folder: 'config/crd/bases',
};
export const PROMETHEUS_OPERATOR: Origin = {
  module: 'github.com/prometheus-operator/prometheus-operator@v0.92.1',
  folder: 'example/prometheus-operator-crd',
};

/** The folder with the definitions; undefined where there is no Go, or the module cannot be had. */
export async function definitionsOf({ module, folder }: Origin): Promise<string | undefined> {
  const { status, stdout } = await attempt('go', ['mod', 'download', '-json', module]).catch(() => ({
    status: 1,
    stdout: '',
  }));
  if (status !== 0) return undefined;
  const path = join((JSON.parse(stdout) as { Dir: string }).Dir, folder);
  return existsSync(path) ? path : undefined;
}
