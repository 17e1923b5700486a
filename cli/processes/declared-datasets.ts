import { declaredHosts } from '../../datasets/declared/hosts.ts';

/** Variables that say which datasets studies may name. */
export interface DeclaredDatasets extends Readonly<Record<string, string>> {
  readonly FANOUT_DATASET_PATHS: string;
  readonly FANOUT_DATASET_HOSTS: string;
}

/**
 * What the datasets of a cluster's Studies may be: what the environment says, and where it says nothing the
 * volume of the component `dataset-volume`, and no host. Throws USAGE. Pure.
 */
export function declaredDatasets(environment: NodeJS.ProcessEnv): DeclaredDatasets {
  const declared = {
    FANOUT_DATASET_PATHS: environment.FANOUT_DATASET_PATHS || '/datasets',
    FANOUT_DATASET_HOSTS: environment.FANOUT_DATASET_HOSTS || 'none',
  };
  declaredHosts(declared);
  return declared;
}
