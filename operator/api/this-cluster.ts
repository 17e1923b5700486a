import { KubeConfig } from '@kubernetes/client-node';

/** How the cluster that this process runs in is reached, or the one that KUBECONFIG names. Calls nothing. */
export function thisCluster(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  return config;
}
