import { shownLog } from '../../proto/shown-log.ts';
import { shownText } from '../../proto/shown-text.ts';
import { listing, otherAttempts } from '../logs/listing.ts';
import { tell } from '../terminal.ts';
import { loggedTrials } from './fetch.ts';
import type { ClusterChoice } from './options.ts';
import { studyOnCluster } from './study-on-cluster.ts';

/** What a user may say of which log. */
interface Options extends ClusterChoice {
  readonly attempt?: number;
  readonly raw?: boolean;
}

/**
 * What the program of a trial of a Study has written, or of which trials there is anything. Throws as
 * `studyOnCluster` does.
 */
export async function logsOnCluster(
  name: string,
  trial: string | undefined,
  { attempt, raw, ...choice }: Options,
): Promise<void> {
  const study = await studyOnCluster(name, choice);
  const trials = await loggedTrials(study);
  if (trial === undefined) {
    if (trials.length === 0) return tell(`Study ${study.shown} has no logs: no program of it has ended yet.`);
    process.stdout.write(
      `${listing(trials, [])
        .map((line) => shownText(line))
        .join('\n')}\n`,
    );
    return;
  }
  const text = await study.part('logs', { trial, ...(attempt === undefined ? {} : { attempt }) });
  const attempts = trials.find(({ key }) => key === trial)?.attempts ?? [];
  const others = otherAttempts({ key: trial, attempts }, attempt ?? attempts.at(-1) ?? 1);
  if (others !== undefined) tell(others);
  process.stdout.write(raw ? text : shownLog(text.toString()));
}
