import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { Metrics } from '../../proto/metrics.ts';
import { shownJson, shownText } from '../../proto/shown-text.ts';
import { percent } from '../../report/wording/numbers.ts';
import { trialAt } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { PackInTraining } from './packs-in-training.ts';
import { type BoardEvent, type BoardState, recorded } from './state.ts';
import { grouped } from './style.ts';

/** What is told of a run where nothing can be drawn: a line for a person, an event for a program. */
export interface Told {
  readonly text: string;
  readonly event: { readonly event: string } & Readonly<Record<string, unknown>>;
}

/** As a line: a sentence, or one JSON document. Pure. */
export function toldLine({ text, event }: Told, json: boolean): string {
  return json ? shownJson(event) : shownText(text);
}

/** What an event of a run is worth telling; undefined for what is told by the progress of packs. Pure. */
export function toldOf(
  manifest: Manifest,
  state: BoardState,
  event: BoardEvent,
  examplesPerSecond: number,
): Told | undefined {
  switch (event.kind) {
    case 'recorded':
      return event.old ? undefined : recordedTold(manifest, state, event.outcome, examplesPerSecond);
    case 'released': {
      if (event.code === 'INTERRUPTED') return undefined;
      const { pack, code, reason } = event;
      return {
        text: `pack ${pack} came back: ${code}: ${reason}`,
        event: { event: 'released', pack, code, reason },
      };
    }
    case 'rejected': {
      const { trial, reason } = event;
      return {
        text: `an outcome of trial ${trial} was rejected: ${reason}`,
        event: { event: 'rejected', trial, reason },
      };
    }
    default:
      return undefined;
  }
}

function recordedTold(
  manifest: Manifest,
  state: BoardState,
  outcome: Outcome,
  examplesPerSecond: number,
): Told {
  const { key } = trialAt(manifest.study, outcome.trial);
  const done = recorded(state);
  const about = { event: 'recorded', recorded: done, trials: manifest.trials, trial: key };
  const count = `[${done}/${manifest.trials}]`;
  if (outcome.status === 'failed')
    return {
      text: `${count} ${key} failed: ${outcome.reason}`,
      event: { ...about, status: 'failed', reason: outcome.reason },
    };
  const findings = outcome.findings.map(({ kind }) => kind);
  const found = findings.length > 0 ? ` (${findings.join(', ')})` : '';
  const value = valueText(state, outcome.metrics[state.objective.name]);
  return {
    text: `${count} ${key} ${state.objective.title} ${value}${found}${rateText(examplesPerSecond)}`,
    event: {
      ...{ ...about, status: 'completed', metrics: outcome.metrics, findings },
      examplesPerSecond: Math.round(examplesPerSecond),
    },
  };
}

/** How far a pack is. Pure. */
export function progressTold(state: BoardState, pack: PackInTraining, examplesPerSecond: number): Told {
  const { trials, trained, epochs, metrics } = pack;
  const count = trials.length === 1 ? '1 trial' : `${trials.length} trials`;
  const values = metrics.flatMap((own) => own[state.objective.name] ?? []);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = [...new Set([least, most].map((value) => valueText(state, value)))].join(' to ');
  const after = epochs > 0 ? `, ${epochs === 1 ? '1 epoch' : `${epochs} epochs`} ended` : '';
  const value = values.length > 0 ? `, ${state.objective.title} ${range}` : '';
  return {
    text: `pack ${pack.pack} (${count}): ${percent(trained, 0)} trained${after}${value}${rateText(examplesPerSecond)}`,
    event: {
      ...{ event: 'progress', pack: pack.pack, worker: pack.worker, trials: trials.length },
      ...{ trained: Number(trained.toFixed(4)), epochs },
      ...(values.length > 0 ? { [state.objective.name]: [least, most] } : {}),
      examplesPerSecond: Math.round(examplesPerSecond),
    },
  };
}

/** The rate of all packs together. */
const rateText = (examplesPerSecond: number) =>
  examplesPerSecond > 0 ? `, ${grouped(examplesPerSecond)} examples/s in all` : '';

function valueText({ objective }: BoardState, value: Metrics[string] | undefined): string {
  return objective.scale === 'share' ? percent(value) : (value?.toPrecision(4) ?? '–');
}
