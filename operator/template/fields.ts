/** Whether an object has the form of one of Kubernetes' own, by the models of its client. */
import * as models from '@kubernetes/client-node';
import { fieldName } from '../../study/problems.ts';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

/**
 * What in `value` is no field of `type`, or a list where there is none, as `spec.containers[0].resource is no
 * field of V1Container`: the client would leave it out without a word. Values themselves are for the API
 * server to check. Pure.
 */
export function strayFields(value: unknown, type: string, path: readonly PropertyKey[] = []): string[] {
  if (value === undefined || value === null) return [];
  const item = /^Array<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${fieldName(path)} must be a list`];
    return value.flatMap((each, index) => strayFields(each, item, [...path, index]));
  }
  const entry = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  const attributes = attributesOf(type);
  if (entry === undefined && !attributes) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [`${fieldName(path)} must be an object`];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = entry ?? attributes?.find(({ baseName }) => baseName === key)?.type;
    if (own === undefined) return [`${fieldName([...path, key])} is no field of ${type}`];
    return strayFields(inner, own, [...path, key]);
  });
}

function attributesOf(type: string): readonly Attribute[] | undefined {
  const model = Object.hasOwn(models, type)
    ? (models as unknown as Record<string, { readonly attributeTypeMap?: readonly Attribute[] }>)[type]
    : undefined;
  return model?.attributeTypeMap;
}
