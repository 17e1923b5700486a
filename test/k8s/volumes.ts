import type { Lab } from './lab.ts';

/** A volume over a folder of the lab, kept for one claim; returns the folder. */
export async function bindVolume(
  lab: Lab,
  name: string,
  claim: string,
  { accessMode = 'ReadWriteOnce', namespace = 'fanout' } = {},
): Promise<string> {
  const path = await lab.volume(name);
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: [accessMode],
      claimRef: { namespace, name: claim },
      hostPath: { path, type: 'Directory' },
    },
  };
  await lab.apply(JSON.stringify(volume));
  return path;
}

/** A claim on a volume that is kept for it. */
export async function claimVolume(lab: Lab, claim: string, accessMode: string): Promise<void> {
  const body = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claim, namespace: 'fanout' },
    spec: {
      accessModes: [accessMode],
      storageClassName: '',
      resources: { requests: { storage: '1Gi' } },
    },
  };
  await lab.apply(JSON.stringify(body));
}
