import type { Metrics } from '../../proto/metrics.ts';
import { shownText } from '../../proto/shown-text.ts';
import { percent } from '../../report/wording/numbers.ts';
import { trialAt } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { type BoardEvent, type BoardState, examplesPerSecond, recorded } from './state.ts';
import { grouped } from './style.ts';

/** An event as a line, where there is no terminal to draw on; undefined for what is not worth one. Pure. */
export function plainLine(manifest: Manifest, state: BoardState, event: BoardEvent): string | undefined {
  const line = lineOf(manifest, state, event);
  return line === undefined ? undefined : shownText(line);
}

function lineOf(manifest: Manifest, state: BoardState, event: BoardEvent): string | undefined {
  switch (event.kind) {
    case 'recorded': {
      if (event.old) return undefined;
      const { outcome } = event;
      const { key } = trialAt(manifest.study, outcome.trial);
      const count = `[${recorded(state)}/${manifest.trials}]`;
      if (outcome.status === 'failed') return `${count} ${key} failed: ${outcome.reason}`;
      const findings = outcome.findings.map(({ kind }) => kind).join(', ');
      const rate = examplesPerSecond(state);
      return `${count} ${key} ${state.objective.title} ${valueText(state, outcome.metrics)}${findings ? ` (${findings})` : ''}${rate > 0 ? `, ${grouped(rate)} examples/s` : ''}`;
    }
    case 'released':
      return event.code === 'INTERRUPTED'
        ? undefined
        : `pack ${event.pack} came back: ${event.code}: ${event.reason}`;
    case 'rejected':
      return `an outcome of trial ${event.trial} was rejected: ${event.reason}`;
    default:
      return undefined;
  }
}

function valueText({ objective }: BoardState, metrics: Metrics): string {
  const value = metrics[objective.name];
  return objective.scale === 'share' ? percent(value) : (value?.toPrecision(4) ?? '–');
}
