import { whyItFailed } from '../fetch/run-command.ts';
import type { Effects, Source } from '../nats/effects.ts';
import { realEffects, SOURCES } from '../nats/find.ts';
import { MINIMUM_VERSION } from '../nats/pins.ts';
import { type Check, note, ok, problem } from './check.ts';

/** Where nats-server is, or where it would come from; nothing is fetched. */
export async function checkNats(
  sources: readonly Source[] = SOURCES,
  effects: Effects = realEffects(),
): Promise<Check> {
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      const outlook = await source.outlook(effects);
      return source.fetches ? note('nats-server', `${outlook} at the first run`) : ok('nats-server', outlook);
    } catch (error) {
      reasons.push(`${source.name}: ${(error as Error).message}`);
    }
  }
  const todo = `install nats-server ${MINIMUM_VERSION} or newer (https://nats.io/download), or use --nats URL`;
  return problem('nats-server', reasons.join('; '), todo);
}

/** Whether Python's pip is there: one of the ways to nats-server, and nothing else needs it. */
export async function checkPip(effects: Effects = realEffects()): Promise<Check> {
  const result = await effects.run('python3', ['-m', 'pip', '--version'], { timeoutMs: 20_000 });
  if (result.code !== 0)
    return note('pip', `${whyItFailed('python3', result)}; needed only to fetch nats-server`);
  return ok('pip', `${/^pip \S+/.exec(result.stdout)?.[0] ?? 'there'}, a way to fetch nats-server`);
}
