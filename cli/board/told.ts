import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { RunState } from '../../coordinator/run-state/run-state.ts';
import { type Metric, metricOf } from '../../proto/metrics.ts';
import { shownJson, shownText } from '../../proto/shown-text.ts';
import { percent } from '../../report/wording/numbers.ts';
import type { PackInTraining } from './packs-in-training.ts';
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
export function toldOf(run: RunState, event: RunEvent, examplesPerSecond: number): Told | undefined {
  switch (event.kind) {
    case 'recorded':
      return event.old ? undefined : recordedTold(run, event.outcome, examplesPerSecond);
    case 'released': {
      if (event.code === 'INTERRUPTED') return undefined;
      const { pack, code, reason } = event;
      return {
        text: `pack ${pack} came back: ${code}: ${firstLine(reason)}`,
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

/** What a program wrote at its end stands behind the first line; `fanout logs` has it. */
function firstLine(reason: string): string {
  return reason.split('\n', 1)[0]!.replace(/; its last lines:$/, '');
}

function recordedTold(run: RunState, outcome: Outcome, examplesPerSecond: number): Told {
  const { trials } = run.manifest;
  const { key } = run.trials[outcome.trial]!.trial;
  const done = run.recorded;
  const about = { event: 'recorded', recorded: done, trials, trial: key };
  const count = `[${done}/${trials}]`;
  if (outcome.status === 'failed')
    return {
      text: `${count} ${key} failed: ${firstLine(outcome.reason ?? '')}`,
      event: { ...about, status: 'failed', reason: outcome.reason },
    };
  const findings = outcome.findings.map(({ kind }) => kind);
  const found = findings.length > 0 ? ` (${findings.join(', ')})` : '';
  const metric = objectiveOf(run);
  const value = valueText(metric, outcome.metrics[metric.name]);
  return {
    text: `${count} ${key} ${metric.title} ${value}${found}${rateText(examplesPerSecond)}`,
    event: {
      ...{ ...about, status: 'completed', metrics: outcome.metrics, findings },
      examplesPerSecond: Math.round(examplesPerSecond),
    },
  };
}

/** How far a pack is. Pure. */
export function progressTold(run: RunState, pack: PackInTraining, examplesPerSecond: number): Told {
  const { trials, trained, epochs, metrics } = pack;
  const count = trials.length === 1 ? '1 trial' : `${trials.length} trials`;
  const metric = objectiveOf(run);
  const values = metrics.flatMap((own) => own[metric.name] ?? []);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = [...new Set([least, most].map((value) => valueText(metric, value)))].join(' to ');
  const after = epochs > 0 ? `, ${epochs === 1 ? '1 epoch' : `${epochs} epochs`} ended` : '';
  const value = values.length > 0 ? `, ${metric.title} ${range}` : '';
  return {
    text: `pack ${pack.pack} (${count}): ${percent(trained, 0)} trained${after}${value}${rateText(examplesPerSecond)}`,
    event: {
      ...{ event: 'progress', pack: pack.pack, worker: pack.worker, trials: trials.length },
      ...{ trained: Number(trained.toFixed(4)), epochs },
      ...(values.length > 0 ? { [metric.name]: [least, most] } : {}),
      examplesPerSecond: Math.round(examplesPerSecond),
    },
  };
}

/** The rate of all packs together. */
const rateText = (examplesPerSecond: number) =>
  examplesPerSecond > 0 ? `, ${grouped(examplesPerSecond)} examples/s in all` : '';

function objectiveOf({ manifest: { study } }: RunState): Metric {
  return metricOf(study.metrics, study.objective.metric);
}

function valueText({ scale }: Metric, value: number | undefined): string {
  return scale === 'share' ? percent(value) : (value?.toPrecision(4) ?? '–');
}
