/**
 * `template` of a study: a pod template in Kubernetes' own words, of which only what fanout has to look at is
 * described here. Of no meaning to a run on one machine.
 */
import { z } from 'zod';
import { OWN_LABELS, OWN_VARIABLES, protectedReferences, WORKER_CONTAINER } from '../template-rules.ts';
import { onCluster } from './rules.ts';

/** What a container of the worker has from fanout alone: what runs in it, and how it is started. */
const OWN_FIELDS = ['image', 'command', 'args'] as const;
const OWN_FIELD_MESSAGE = `the container ${WORKER_CONTAINER} has no image, command or args here: trainer.image and trainer.command say what runs`;
const VARIABLE_MESSAGE = `names of variables that begin with ${OWN_VARIABLES} are of fanout itself`;
const LABEL_MESSAGE = `labels that begin with ${OWN_LABELS.join(' or ')} are of fanout itself`;
const RESTART_MESSAGE = 'restartPolicy is of fanout itself: a worker that ends is started again';

const variable = z
  .looseObject({
    name: z
      .string()
      .min(1)
      .max(253)
      .refine((name) => !name.startsWith(OWN_VARIABLES), `must not begin with ${OWN_VARIABLES}`)
      .describe('Its name.'),
  })
  .meta(onCluster([`!self.name.startsWith('${OWN_VARIABLES}')`, VARIABLE_MESSAGE]));

const container = z
  .looseObject({
    name: z.string().min(1).max(63).describe(`Its name; ${WORKER_CONTAINER} is the one that fanout runs in.`),
    image: z.string().max(512).optional().describe('Of a container of your own.'),
    command: z.array(z.string()).optional().describe('Of a container of your own.'),
    args: z.array(z.string()).optional().describe('Of a container of your own.'),
    env: z.array(variable).max(256).optional().describe('Variables; those of the same name are replaced.'),
  })
  .superRefine((value, context) => {
    if (value.name !== WORKER_CONTAINER) return;
    for (const field of OWN_FIELDS)
      if (value[field] !== undefined)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `is of fanout itself: trainer.image and trainer.command say what runs in ${WORKER_CONTAINER}`,
        });
  })
  .meta(
    onCluster([
      `self.name != '${WORKER_CONTAINER}' || !(${OWN_FIELDS.map((field) => `has(self.${field})`).join(' || ')})`,
      OWN_FIELD_MESSAGE,
    ]),
  );

const containers = z
  .array(container)
  .max(16)
  .superRefine((list, context) => {
    for (const [index, { name }] of list.entries())
      if (list.findIndex((other) => other.name === name) < index)
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `must differ from the names before it, found ${JSON.stringify(name)} again`,
        });
  })
  .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })
  .optional();

const labels = z
  .record(z.string(), z.string().max(63))
  .refine((value) => Object.keys(value).length <= 64, 'must have at most 64 labels')
  .superRefine((value, context) => {
    for (const name of Object.keys(value))
      if (OWN_LABELS.some((prefix) => name.startsWith(prefix)))
        context.addIssue({ code: 'custom', path: [name], message: 'is a label of fanout itself' });
  })
  .optional()
  .meta({
    description: 'Labels of the pods, beside those of fanout.',
    maxProperties: 64,
    ...onCluster([
      `self.all(name, ${OWN_LABELS.map((prefix) => `!name.startsWith('${prefix}')`).join(' && ')})`,
      LABEL_MESSAGE,
    ]),
  });

const podSpec = z
  .looseObject({
    containers: containers.describe(`Merged by name; ${WORKER_CONTAINER} is the one that fanout runs in.`),
    initContainers: containers.describe('Merged by name.'),
    restartPolicy: z.string().max(63).optional().describe('Not here: it is of fanout itself.'),
  })
  .superRefine((value, context) => {
    if (value.restartPolicy !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['restartPolicy'],
        message: 'is of fanout itself: a worker that ends is started again',
      });
    for (const { path, message } of protectedReferences(value))
      context.addIssue({ code: 'custom', path: [...path], message });
  })
  .meta(onCluster(['!has(self.restartPolicy)', RESTART_MESSAGE]));

export const template = z
  .strictObject({
    metadata: z
      .strictObject({
        labels,
        annotations: z
          .record(z.string(), z.string())
          .optional()
          .describe('Annotations of the pods, beside those of the installation.'),
      })
      .optional()
      .describe('Labels and annotations of the pods.'),
    spec: podSpec
      .optional()
      .describe(
        'Resources, volumes, variables, node selector, tolerations, … : kubectl explain pod.spec has all.',
      ),
  })
  .describe(
    'On a cluster: a pod template, merged over that of the installation, for the workers made from now on.',
  );
