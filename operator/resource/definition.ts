/**
 * The CustomResourceDefinition of a Study, made from the schema that the command line checks study files
 * with.
 */
import { z } from 'zod';
import { studySpec } from '../../study/schema/study.ts';
import { studyStatus } from './status.ts';
import { type Schema, structural } from './structural.ts';

export const GROUP = 'fanout.dev';
export const VERSION = 'v1';
export const PLURAL = 'studies';

const column = (name: string, type: string, jsonPath: string, description: string) => ({
  name,
  type,
  jsonPath,
  description,
});

/** The definition. Pure. */
export function studyDefinition(): Schema {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${PLURAL}.${GROUP}`,
      labels: { 'app.kubernetes.io/name': 'fanout', 'app.kubernetes.io/part-of': 'fanout' },
    },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: {
        plural: PLURAL,
        singular: 'study',
        kind: 'Study',
        shortNames: ['stu'],
        listKind: 'StudyList',
        categories: ['fanout'],
      },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: {
            status: {},
            // kubectl scale study NAME --replicas 8; autoscalers want the selector too.
            scale: {
              specReplicasPath: '.spec.workers.max',
              statusReplicasPath: '.status.workers',
              labelSelectorPath: '.status.selector',
            },
          },
          additionalPrinterColumns: [
            column('Progress', 'string', '.status.progress', 'Trials with an outcome, of all'),
            column('Best', 'string', '.status.best', 'The arm with the best mean so far'),
            column('Mean', 'string', '.status.mean', 'Of the metric that the study decides by'),
            column('Workers', 'integer', '.status.workers', 'Workers that there are now'),
            column('State', 'string', '.status.state', 'Where the study stands'),
            column('Age', 'date', '.metadata.creationTimestamp', 'Since when it is there'),
          ],
          schema: { openAPIV3Schema: objectSchema() },
        },
      ],
    },
  };
}

function objectSchema(): Schema {
  const spec = structural(z.toJSONSchema(studySpec, { io: 'input', unrepresentable: 'any' }));
  const status = structural(z.toJSONSchema(studyStatus, { io: 'output', unrepresentable: 'any' }));
  return {
    type: 'object',
    description: 'A study: a grid of training trials, run once, and a verdict over it.',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: {
        ...withWorkerDefaults(spec),
        description:
          'The experiment. Another one than before is another run; workers may be changed at any time.',
      },
      status: { ...status, description: 'How it stands; written by the coordinator alone.' },
    },
    'x-kubernetes-validations': [
      {
        rule: "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$') && size(self.metadata.name) <= 63",
        message: 'metadata.name must be lower-case letters, digits and "-", at most 63',
      },
    ],
  };
}

/** The one default that the API server fills in: `kubectl scale` works only on a field that is there. */
function withWorkerDefaults(spec: Schema): Schema {
  const properties = spec.properties as Record<string, Schema>;
  const workers = properties.workers as Schema;
  const { min, max } = workers.properties as Record<string, Schema>;
  const defaults = studySpec.shape.workers.parse({});
  return {
    ...spec,
    properties: {
      ...properties,
      workers: {
        ...workers,
        default: defaults,
        properties: { min: { ...min, default: defaults.min }, max: { ...max, default: defaults.max } },
      },
    },
  };
}
