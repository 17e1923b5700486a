/** The calls that the results of Studies need. */
import {
  ApiregistrationV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { GROUP, PLURAL } from '../resource/definition.ts';
import { FRONT_PROXY_CONFIG, type FrontProxy, frontProxyOf, type User } from '../results-api/front-proxy.ts';
import { RESULTS_VERSION } from '../results-api/route.ts';
import { withDeadline } from './deadline.ts';

export interface ResultsCalls {
  /** How the API server shows who asks. Throws UNAVAILABLE. */
  frontProxy(): Promise<FrontProxy>;
  /** Whether a user may get a Study. Throws UNAVAILABLE. */
  mayRead(user: User, namespace: string, study: string): Promise<boolean>;
  /** Tells the API server by which authority it is to know the group's server. Throws UNAVAILABLE. */
  trustAuthority(group: string, certificate: string): Promise<void>;
}

export function resultsCalls(config: KubeConfig): ResultsCalls {
  const core = config.makeApiClient(CoreV1Api);
  const authorization = config.makeApiClient(AuthorizationV1Api);
  const registration = config.makeApiClient(ApiregistrationV1Api);
  return {
    async frontProxy() {
      const place = { namespace: 'kube-system', name: FRONT_PROXY_CONFIG };
      const found = await withDeadline('read how users are shown', core.readNamespacedConfigMap(place));
      return frontProxyOf(found.data);
    },
    async mayRead({ user, groups, extra }, namespace, name) {
      const attributes = { group: GROUP, resource: PLURAL, verb: 'get', namespace, name };
      const spec = {
        user,
        groups: [...groups],
        extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]])),
        resourceAttributes: attributes,
      };
      const review = authorization.createSubjectAccessReview({ body: { spec } });
      return (await withDeadline('ask whether a user may read a study', review)).status?.allowed === true;
    },
    async trustAuthority(group, certificate) {
      const name = `${RESULTS_VERSION}.${group}`;
      const caBundle = Buffer.from(certificate).toString('base64');
      const found = await withDeadline('read an APIService', registration.readAPIService({ name }));
      if (found.spec?.caBundle === caBundle) return;
      const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
      await withDeadline(
        'tell the authority of results',
        registration.patchAPIService({ name, body: { spec: { caBundle } } }, merge),
      );
    },
  };
}
