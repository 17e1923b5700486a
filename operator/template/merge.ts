/**
 * The pod template of a Study over that of the installation, by rules like those of a strategic merge patch:
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
import { isDeepStrictEqual } from 'node:util';
import type { V1Container, V1PodTemplateSpec } from '@kubernetes/client-node';
import { WORKER_CONTAINER } from '../../study/template-rules.ts';

interface ListRule {
  /** Fields that tell an item from the others. */
  readonly by: readonly string[];
  /** An item takes the place of the one before it, since it has one of several sources and never two. */
  readonly whole?: boolean;
}

/** Lists whose items are told apart; any other list takes the place of the one before it. */
const LISTS: Readonly<Record<string, ListRule>> = {
  containers: { by: ['name'] },
  initContainers: { by: ['name'] },
  env: { by: ['name'], whole: true },
  volumes: { by: ['name'], whole: true },
  volumeMounts: { by: ['mountPath'], whole: true },
  volumeDevices: { by: ['devicePath'], whole: true },
  ports: { by: ['containerPort', 'protocol'] },
  imagePullSecrets: { by: ['name'] },
  hostAliases: { by: ['ip'] },
  topologySpreadConstraints: { by: ['topologyKey', 'whenUnsatisfiable'] },
  resourceClaims: { by: ['name'], whole: true },
  claims: { by: ['name'] },
};

/** Lists that only grow: of their items each says something for itself. */
const APPENDED = new Set(['tolerations', 'envFrom']);

/**
 * `over` merged over `base`: objects field by field, lists by the key of their items, tolerations and envFrom
 * appended; what `over` does not name stays. A null stands for nothing. Of `over` no two containers have the
 * same name. A container that `base` does not have
 * begins with the security context of the worker's. Idempotent. Pure.
 */
export function mergeTemplate(base: V1PodTemplateSpec, over: V1PodTemplateSpec): V1PodTemplateSpec {
  return merged(base, withDefaults(base, over)) as V1PodTemplateSpec;
}

/** What is safe in the worker's container is so in those that a Study adds, unless it says otherwise. */
function withDefaults(base: V1PodTemplateSpec, over: V1PodTemplateSpec): V1PodTemplateSpec {
  const running = base.spec?.containers ?? [];
  const known = [...running, ...(base.spec?.initContainers ?? [])];
  const securityContext = running.find(({ name }) => name === WORKER_CONTAINER)?.securityContext;
  if (!over.spec || !securityContext) return over;
  const safe = (container: V1Container): V1Container =>
    known.some(({ name }) => name === container.name)
      ? container
      : (merged({ securityContext }, container) as V1Container);
  const { containers, initContainers } = over.spec;
  return {
    ...over,
    spec: {
      ...over.spec,
      ...(containers ? { containers: containers.map(safe) } : ({} as { containers: V1Container[] })),
      ...(initContainers ? { initContainers: initContainers.map(safe) } : {}),
    },
  };
}

function merged(base: unknown, over: unknown, field = ''): unknown {
  if (over === undefined || over === null) return base;
  if (Array.isArray(over)) return mergedList(Array.isArray(base) ? base : [], over, field);
  if (!isFields(over)) return over;
  const from: Fields = isFields(base) ? base : {};
  const changed = Object.entries(over).flatMap(([key, value]): [string, unknown][] => {
    const own = Object.hasOwn(from, key) ? from[key] : undefined;
    const now = merged(own, value, key);
    return now === undefined ? [] : [[key, now]];
  });
  return Object.fromEntries([...Object.entries(from), ...changed]);
}

function mergedList(base: readonly unknown[], over: readonly unknown[], field: string): unknown[] {
  if (APPENDED.has(field)) return appended(base, over);
  const rule = Object.hasOwn(LISTS, field) ? LISTS[field] : undefined;
  if (!rule) return [...over];
  return over.reduce<unknown[]>((list, item) => placed(list, item, rule), [...base]);
}

function appended(base: readonly unknown[], over: readonly unknown[]): unknown[] {
  const list = [...base];
  for (const item of over) if (!list.some((other) => isDeepStrictEqual(other, item))) list.push(item);
  return list;
}

/** The list with an item in the place of the one with its key, or at the end. */
function placed(list: readonly unknown[], item: unknown, { by, whole = false }: ListRule): unknown[] {
  const same = (other: unknown) =>
    by.every((key) => (other as Fields | null)?.[key] === (item as Fields | null)?.[key]);
  if (!list.some(same)) return [...list, merged({}, item)];
  return list.map((other) => (same(other) ? merged(whole ? {} : other, item) : other));
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
