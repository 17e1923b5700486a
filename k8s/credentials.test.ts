/**
 * Who is given which part of an installation's Secret, in the manifests as they are committed and rendered.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments, visit } from 'yaml';
import { renderOverlay } from './render.ts';

/** The keys of the Secret that each object names, by the object's kind and name. */
function keysOf(manifests: string): Record<string, readonly string[]> {
  const found = parseAllDocuments(manifests).map((document) => {
    const { kind, metadata } = document.toJS() as { kind: string; metadata: { name: string } };
    const keys = new Set<string>();
    visit(document, {
      Map(_, node) {
        if (node.get('name') === 'fanout-credentials' && node.has('key')) keys.add(String(node.get('key')));
      },
    });
    return [`${kind} ${metadata.name}`, [...keys]] as const;
  });
  return Object.fromEntries(found.filter(([, keys]) => keys.length > 0));
}

const committed = (overlay: string) =>
  readFileSync(new URL(`fanout-${overlay}.yaml`, import.meta.url), 'utf8');

const rendered = (overlay: string) => (overlay === 'ha' ? renderOverlay(overlay) : committed(overlay));

it.each(['cpu', 'gpu', 'webgpu', 'ha'])('in %s workers have no token of the Kubernetes API', (overlay) => {
  const manifests = rendered(overlay);
  if (manifests === undefined) return console.warn('left out: there is no kubectl');
  const objects = parseAllDocuments(manifests).map((document) => document.toJS());
  const template = objects.find(({ kind }) => kind === 'PodTemplate').template;
  expect(template.spec).toMatchObject({
    serviceAccountName: 'fanout-worker',
    automountServiceAccountToken: false,
  });
  expect(JSON.stringify(template.spec.volumes)).not.toContain('serviceAccountToken');
});

it.each(['cpu', 'gpu', 'webgpu', 'ha'])(
  'in %s no worker is given what speaks for every worker',
  (overlay) => {
    const manifests = rendered(overlay);
    if (manifests === undefined) return console.warn('left out: there is no kubectl');
    expect(keysOf(manifests)).toEqual({
      'Deployment fanout-coordinator': ['coordinator-password', 'token'],
      'PodTemplate fanout-worker': ['worker-password'],
      ...(overlay === 'ha' ? {} : { 'StatefulSet fanout-nats': ['coordinator-password', 'worker-password'] }),
    });
  },
);
