/**
 * Takes out of an environment each variable of fanout that is set to nothing, as `FANOUT_RUN=` or a template
 * of a container leaves it: everything that reads one later finds it not set.
 */
export function dropEmptyVariables(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment))
    if (name.startsWith('FANOUT_') && value === '') delete environment[name];
}
