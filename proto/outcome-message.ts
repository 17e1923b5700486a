/** What a trial came to, to and from the wire: the one place that knows both forms. All pure. */

import type { Finding, LayerSample } from './findings.ts';
import type { CompleteRequest, CompleteRequest__Output } from './generated/fanout/v1/CompleteRequest.ts';
import type { Finding__Output } from './generated/fanout/v1/Finding.ts';
import type { LayerSample__Output } from './generated/fanout/v1/LayerSample.ts';
import type { MetricHistory, Metrics } from './metrics.ts';

/** What a trainer says of a trial that it has completed. */
export interface TrialReport {
  /** At the end. */
  readonly metrics: Metrics;
  /** After each epoch. */
  readonly history: MetricHistory;
  readonly findings: readonly Finding[];
  readonly layers: readonly LayerSample[];
}

/** A report as the contract has it. Figures that are null are absent. */
export function toMessage({ metrics, history, findings, layers }: TrialReport) {
  return {
    metrics,
    history: mapped(history, (values) => ({ values: values.map((value) => value ?? Number.NaN) })),
    findings: findings.map(toFindingMessage),
    layers: layers.map(({ epoch, input, layers: states }) => ({
      epoch,
      ...present({ inputMean: input.mean, inputVariance: input.variance }),
      layers: states.map(({ layer, ...figures }) => ({ layer, ...present(figures) })),
    })),
  } satisfies Partial<CompleteRequest>;
}

/** A message as a report; a finding of an unknown kind is undefined. What is in it is not checked. */
export function fromMessage(message: CompleteRequest__Output) {
  return {
    metrics: message.metrics ?? {},
    history: mapped(message.history ?? {}, ({ values }) => (values ?? []).map(finite)),
    findings: (message.findings ?? []).map(fromFindingMessage),
    layers: (message.layers ?? []).map(fromSampleMessage),
  };
}

function mapped<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
}

function toFindingMessage(finding: Finding) {
  switch (finding.kind) {
    case 'dead_start':
      return { deadStart: { layer: finding.layer } };
    case 'diverged':
      return { diverged: { step: finding.step } };
    case 'did_not_learn':
      return { didNotLearn: { chance: finding.chance } };
  }
}

function fromFindingMessage(finding: Finding__Output): Finding | undefined {
  if (finding.deadStart) return { kind: 'dead_start', layer: finding.deadStart.layer };
  if (finding.diverged) return { kind: 'diverged', step: finding.diverged.step };
  if (finding.didNotLearn) return { kind: 'did_not_learn', chance: finding.didNotLearn.chance };
  return undefined;
}

function fromSampleMessage(sample: LayerSample__Output) {
  return {
    epoch: sample.epoch,
    input: { mean: finite(sample.inputMean), variance: finite(sample.inputVariance) },
    layers: (sample.layers ?? []).map(({ layer, ...figures }) => ({
      layer,
      mean: finite(figures.mean),
      variance: finite(figures.variance),
      deadShare: finite(figures.deadShare),
      gradientNorm: finite(figures.gradientNorm),
      updateRatio: finite(figures.updateRatio),
    })),
  };
}

/** Without what is null. */
function present<Key extends string>(figures: Readonly<Record<Key, number | null>>) {
  const known = Object.entries<number | null>(figures).filter(([, value]) => value !== null);
  return Object.fromEntries(known) as Partial<Record<Key, number>>;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
