/**
 * Who may reach whom: NetworkPolicies as Kubernetes documents them, evaluated over the pods of an
 * installation and what is around it.
 */
import { BlockList, isIPv6 } from 'node:net';
import type {
  V1LabelSelector,
  V1NetworkPolicy,
  V1NetworkPolicyPeer,
  V1NetworkPolicyPort,
} from '@kubernetes/client-node';

type Labels = Readonly<Record<string, string>>;

/** A pod, or an address that is none. */
export interface Place {
  readonly name: string;
  readonly ip: string;
  /** Absent: outside the cluster. */
  readonly namespace?: string;
  readonly labels?: Labels;
}

/** A port that somebody may try. */
export interface Door {
  readonly protocol: string;
  readonly port: number;
}

interface Rule {
  readonly from?: readonly V1NetworkPolicyPeer[];
  readonly to?: readonly V1NetworkPolicyPeer[];
  readonly ports?: readonly V1NetworkPolicyPort[];
}

/**
 * All flows that no policy denies, as `worker → nats TCP 4222`, sorted. A flow has to leave where it begins
 * and enter where it ends; one that only one of two policies lets through is listed with `(leaves only)` or
 * `(enters only)`: it needs but one mistake more. Pure.
 */
export function allowedFlows(
  policies: readonly V1NetworkPolicy[],
  places: readonly Place[],
  doors: readonly Door[],
): string[] {
  const flows = places.flatMap((from) =>
    places
      .filter((to) => to !== from)
      .flatMap((to) =>
        doors.flatMap((door) => {
          const leaves = ruling(policies, 'Egress', from, to, door);
          const enters = ruling(policies, 'Ingress', to, from, door);
          const flow = `${from.name} → ${to.name} ${door.protocol} ${door.port}`;
          if (leaves !== 'denied' && enters !== 'denied') return [flow];
          if (leaves === 'allowed') return [`${flow} (leaves only)`];
          return enters === 'allowed' ? [`${flow} (enters only)`] : [];
        }),
      ),
  );
  return flows.toSorted();
}

/** What no policy selects is open; what one selects is open only to what any of those lets through. */
function ruling(
  policies: readonly V1NetworkPolicy[],
  direction: 'Ingress' | 'Egress',
  at: Place,
  other: Place,
  door: Door,
): 'open' | 'allowed' | 'denied' {
  const concerned = policies.filter(
    ({ metadata, spec }) =>
      metadata?.namespace === at.namespace &&
      at.labels !== undefined &&
      spec?.policyTypes?.includes(direction) &&
      selects(spec.podSelector ?? {}, at.labels),
  );
  if (concerned.length === 0) return 'open';
  const allowed = concerned.some(({ metadata, spec }) => {
    // As the manifests have them: the client's own types say `_from`.
    const rules = (direction === 'Ingress' ? spec?.ingress : spec?.egress) as readonly Rule[] | undefined;
    return rules?.some(
      ({ from, to, ports }) => isPeer(from ?? to, other, metadata?.namespace) && isOpen(ports, door),
    );
  });
  return allowed ? 'allowed' : 'denied';
}

function isPeer(
  peers: readonly V1NetworkPolicyPeer[] | undefined,
  place: Place,
  home: string | undefined,
): boolean {
  if (!peers || peers.length === 0) return true;
  return peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
    if (ipBlock) return isIn(ipBlock.cidr, place.ip) && !ipBlock.except?.some((cidr) => isIn(cidr, place.ip));
    if (place.namespace === undefined) return false;
    const there = namespaceSelector
      ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': place.namespace })
      : place.namespace === home;
    return there && (!podSelector || selects(podSelector, place.labels ?? {}));
  });
}

function isOpen(ports: readonly V1NetworkPolicyPort[] | undefined, door: Door): boolean {
  if (!ports || ports.length === 0) return true;
  return ports.some(({ protocol = 'TCP', port, endPort }) => {
    if (endPort !== undefined || typeof port === 'string')
      throw new Error('only ports by number are understood here');
    return protocol === door.protocol && (port === undefined || port === door.port);
  });
}

function selects({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`only the operator In is understood here, found ${operator}`);
      return labels[key] !== undefined && values?.includes(labels[key]);
    })
  );
}

function isIn(cidr: string, ip: string): boolean {
  const [network = '', bits] = cidr.split('/');
  const family = isIPv6(ip) ? 'ipv6' : 'ipv4';
  if (isIPv6(network) !== isIPv6(ip)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(bits), family);
  return block.check(ip, family);
}
