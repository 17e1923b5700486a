import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import { FanoutError } from '../../proto/errors.ts';
import { fieldName } from '../../study/problems.ts';
import { template } from '../../study/schema/template.ts';
import type { StudyObject } from '../study/object.ts';
import { strayFields } from './fields.ts';

const PATH = ['spec', 'template'];

/**
 * The pod template of a Study; empty where it has none. It is looked at anew for each worker, since it may
 * have been edited meanwhile. Throws STUDY_INVALID, with all that is wrong.
 */
export function templateOf({ spec }: StudyObject): V1PodTemplateSpec {
  if (spec.template === undefined) return {};
  const { success, error } = template.safeParse(spec.template);
  const wrong = success
    ? strayFields(spec.template, 'V1PodTemplateSpec', PATH)
    : error.issues.map(({ path, message }) => `${fieldName([...PATH, ...path])} ${message}`);
  if (wrong.length === 0) return spec.template as V1PodTemplateSpec;
  throw new FanoutError('STUDY_INVALID', `the template of the study cannot be used: ${wrong.join('; ')}`, {
    hint: 'correct it and apply it again: kubectl explain pod.spec says what there is',
  });
}
