import { type Command, Option } from 'commander';

/** Which cluster, as which user, and which namespace: as kubectl is told. */
export interface ClusterChoice {
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** Adds the options that say so. */
export function onCluster(command: Command): Command {
  return command
    .option('-n, --namespace <name>', 'of a Study on a cluster: its namespace (default: that of the context)')
    .addOption(new Option('--context <name>', 'of the kubeconfig (default: the current one)'))
    .addOption(
      new Option('--kubeconfig <file>', 'as kubectl takes it (default: KUBECONFIG, ~/.kube/config)'),
    );
}

/** Whether a command that also works on this machine means a Study on a cluster. Pure. */
export function meansCluster(
  { namespace, context, kubeconfig }: ClusterChoice,
  argv: readonly string[],
): boolean {
  return [namespace, context, kubeconfig].some((given) => given !== undefined) || isPlugin(argv[1] ?? '');
}

/** Whether the command was called as a plugin of kubectl: `kubectl fanout …`. Pure. */
export const isPlugin = (program: string): boolean => /(^|[\\/])kubectl-fanout(\.\w+)?$/.test(program);
