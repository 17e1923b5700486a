/** Which pod template a worker was made from: kept at its Job, since the template may be edited meanwhile. */
import { createHash } from 'node:crypto';
import type { V1Job, V1PodTemplateSpec } from '@kubernetes/client-node';

/** SHA-256 of the template, that of the Study merged over the installation's. */
export const TEMPLATE_ANNOTATION = 'fanout.dev/template-hash';

/** Pure. */
export const templateHash = (template: V1PodTemplateSpec): string =>
  createHash('sha256').update(JSON.stringify(template)).digest('hex');

/** Whether a worker was made from another template than this one, or it is not known from which. Pure. */
export const isMadeFromAnother = ({ metadata }: V1Job, template: V1PodTemplateSpec): boolean =>
  metadata?.annotations?.[TEMPLATE_ANNOTATION] !== templateHash(template);
