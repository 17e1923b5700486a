/** A Study of a cluster, and what its run left, as its user reads them. */
import { GROUP, PLURAL, VERSION } from '../../operator/resource/definition.ts';
import { type Part, pathOf, resultsGroup } from '../../operator/results-api/route.ts';
import type { StudyObject } from '../../operator/study/object.ts';
import { FanoutError } from '../../proto/errors.ts';
import { connectAsUser } from './connect.ts';
import type { ClusterChoice } from './options.ts';

/** Which installation runs a Study. */
const CLASS_LABEL = 'fanout.dev/class';

export interface StudyOnCluster {
  readonly object: StudyObject;
  /** `namespace/name`. */
  readonly shown: string;
  /** A part of what its run left. Throws RUN_NOT_FOUND, CREDENTIALS_REFUSED, UNAVAILABLE. */
  part(part: Part, log?: { readonly trial?: string; readonly attempt?: number }): Promise<Buffer>;
}

/** Reads a Study. Throws USAGE, RUN_NOT_FOUND, CREDENTIALS_REFUSED, UNAVAILABLE. */
export async function studyOnCluster(study: string, choice: ClusterChoice): Promise<StudyOnCluster> {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(study))
    throw new FanoutError('USAGE', `${JSON.stringify(study)} is no name of a Study`, {
      hint: 'names are lower-case letters, digits and "-": kubectl get studies shows them',
    });
  const user = await connectAsUser(choice);
  const { namespace } = user;
  const path = `/apis/${GROUP}/${VERSION}/namespaces/${encodeURIComponent(namespace)}/${PLURAL}/${study}`;
  const object = JSON.parse((await user.get(path)).toString()) as StudyObject & {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  };
  const group = resultsGroup(object.metadata.labels?.[CLASS_LABEL]);
  return {
    object,
    shown: `${namespace}/${study}`,
    async part(part, log = {}) {
      if (group === undefined)
        throw new FanoutError('UNAVAILABLE', `the installation of class ${CLASS_LABEL} serves no results`, {
          hint: 'its class must be lower-case letters, digits and "-"',
        });
      return user.get(pathOf(group, { kind: 'part', namespace, study, part, ...log }));
    },
  };
}
