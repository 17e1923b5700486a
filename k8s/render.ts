import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * An overlay as one file, by kubectl's own kustomize; undefined where there is no kubectl. Throws when it
 * cannot be rendered.
 */
export function renderOverlay(name: string): string | undefined {
  const path = fileURLToPath(new URL(`overlays/${name}`, import.meta.url));
  const { status, stdout, stderr, error } = spawnSync('kubectl', ['kustomize', path], { encoding: 'utf8' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return undefined;
  if (status === 0) return stdout;
  throw new Error(`kubectl kustomize k8s/overlays/${name}: ${stderr}`);
}
