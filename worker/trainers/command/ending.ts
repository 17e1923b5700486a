/** What the end of a program means for its trial. All pure. */
import { constants } from 'node:os';
import { FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';
import type { CommandTrainer } from '../../../study/command/trainer.ts';
import { lastLines } from './last-lines.ts';
import { readMetricLine } from './metric-lines.ts';
import { nearLine } from './near-line.ts';
import type { ProgramExit } from './program.ts';
import type { Limit } from './watch.ts';

export interface Ending {
  /** `arm/fold/seed`. */
  readonly trial: string;
  readonly exit: ProgramExit;
  /** The limit beyond which it was stopped. */
  readonly limit?: Limit;
  /** While it ran, the kernel killed a process for want of memory. */
  readonly oomKilled: boolean;
  /** The metric that the study decides by, and whether this attempt reported it. */
  readonly objective: string;
  readonly reported: boolean;
  /** Names of all metrics that it reported. */
  readonly names: readonly string[];
  readonly trainer: Pick<CommandTrainer, 'metrics' | 'timeoutSeconds' | 'quietSeconds'>;
  /** The end of what it printed, at least. */
  readonly output: string;
}

/** The exit status by which a program asks to be tried again elsewhere: EX_TEMPFAIL of sysexits.h. */
const TRY_AGAIN = 75;
/** What a shell adds to the number of a signal that ended its child. */
const BY_SIGNAL = 128;

/** What libraries print when the memory of a GPU or of the machine is used up. */
const OUT_OF_MEMORY =
  /CUDA(?: error:)? out of memory|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|OutOfMemoryError|RESOURCE_EXHAUSTED|ResourceExhaustedError|CUBLAS_STATUS_ALLOC_FAILED|MemoryError\b|std::bad_alloc|cannot allocate vector of size/;

/** The error of an attempt that failed; undefined when it completed. */
export function failureOfEnding(ending: Ending): FanoutError | undefined {
  if (ending.limit !== undefined) return timeout(ending, ending.limit);
  const { status } = ending.exit;
  if (status === 0) {
    const complete = ending.reported || ending.trainer.metrics === 'none';
    return complete ? undefined : noMetric(ending);
  }
  const how = `the program of ${ending.trial} ${howItEnded(ending.exit)}`;
  const printed = last(ending.output);
  if (status === TRY_AGAIN)
    return new FanoutError('PROGRAM_TRY_AGAIN', `${how}: it asks to be tried again elsewhere${printed}`);
  if (isOutOfMemory(ending))
    return new FanoutError('OUT_OF_MEMORY', `${how}: it ran out of memory${printed}`);
  return new FanoutError('PROGRAM_FAILED', `${how}${printed}`);
}

/** `ended with exit status 1`, `was ended by SIGSEGV`. */
export function howItEnded({ status, signal }: ProgramExit): string {
  if (signal !== null) return `was ended by ${signal}`;
  const [name] = Object.entries(constants.signals).find(([, own]) => own + BY_SIGNAL === status) ?? [];
  return `ended with exit status ${status}${name ? ` (${BY_SIGNAL} and ${name})` : ''}`;
}

function isOutOfMemory({ exit: { status, signal }, oomKilled, output }: Ending): boolean {
  const killed = signal === 'SIGKILL' || status === BY_SIGNAL + constants.signals.SIGKILL;
  return (killed && oomKilled) || OUT_OF_MEMORY.test(lastLines(output).join('\n'));
}

function timeout({ trial, trainer, output }: Ending, limit: Limit): FanoutError {
  const how =
    limit === 'timeout'
      ? `took longer than the ${trainer.timeoutSeconds} s of trainer.timeout`
      : `gave no sign of life for the ${trainer.quietSeconds} s of trainer.quiet: it printed nothing, and its metrics file did not grow`;
  return new FanoutError('PROGRAM_TIMEOUT', `the program of ${trial} ${how}; it was stopped${last(output)}`, {
    hint: `raise trainer.${limit} if trials take that long`,
  });
}

function noMetric(ending: Ending): FanoutError {
  const { trial, objective, trainer, output, names } = ending;
  const name = shownText(objective);
  const [line, json] = [`epoch=3 ${name}=0.5`, `{"epoch": 3, "${name}": 0.5}`];
  const expected =
    trainer.metrics === 'file'
      ? `it has to write lines such as ${json} to the file that $FANOUT_METRICS names`
      : `it has to print lines such as ${line} or ${json} on its standard output`;
  const near = trainer.metrics === 'lines' ? nearLine(output, objective) : undefined;
  const but = near
    ? `; the line "${near.quoted}" is log, since all of a line has to be NAME=NUMBER: print ${name}=${near.value} alone`
    : '';
  const more = names.length > MOST_NAMES ? ', …' : '';
  const only = names.length > 0 ? `, only ${shownText(names.slice(0, MOST_NAMES).join(', '))}${more}` : '';
  return new FanoutError(
    'PROGRAM_NO_METRIC',
    `the program of ${trial} ended with exit status 0 and never reported ${name}, by which the study decides${only}: ${expected}${but}${last(output)}`,
    { hint: noMetricHint(ending) },
  );
}

/** Names that a message has, at most. */
const MOST_NAMES = 5;

function noMetricHint({ objective, trainer, output, names }: Ending): string {
  const name = shownText(objective);
  const alike = names.find((other) => other.toLowerCase() === objective.toLowerCase());
  if (alike) return `write ${name} for ${alike}: upper and lower case are told apart`;
  const isReport = (line: string) => Object.hasOwn(readMetricLine(line)?.metrics ?? {}, objective);
  if (!output.split(/[\r\n]+/).some(isReport))
    return `have the program report ${name} as a line of its own, or name another metric in the study's objective`;
  return trainer.metrics === 'file'
    ? `it printed ${name}, which is log where trainer.metrics.from is file: leave that out`
    : `it wrote ${name} to its standard error, which is log: have it print to standard output`;
}

function last(output: string): string {
  const lines = lastLines(output);
  return lines.length > 0 ? `; its last lines:\n${lines.join('\n')}` : '; it printed nothing';
}
