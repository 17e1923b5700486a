import { Command } from 'commander';
import { shownJson } from '../../proto/shown-text.ts';
import { shownValues } from '../terminal.ts';
import { checkAdapter } from './adapter.ts';
import { checkBackends } from './backends.ts';
import { type Check, wouldWork } from './check.ts';
import { checkDatasets } from './datasets.ts';
import { checkImages } from './images.ts';
import { checkLoopback } from './loopback.ts';
import { checkMachine, checkNode } from './machine.ts';
import { checkNats, checkPip } from './nats.ts';
import { checkOutput } from './output.ts';
import { checkProxy } from './proxy.ts';
import { renderChecks } from './render.ts';

/**
 * `fanout doctor`: whether a run would work on this machine, and what to do if not. Fetches and makes
 * nothing. Exit status 0 or 1.
 */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check whether this machine can run studies')
    .option('--json', 'print one JSON document')
    .option('--out <dir>', 'where runs would be kept', 'runs')
    .action(async (options: { json?: boolean; out: string }) => {
      const checks = await examine(options.out);
      const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
      const text = options.json
        ? shownJson({ ok: wouldWork(checks), checks })
        : renderChecks(shownValues(checks), { colour }).join('\n');
      process.stdout.write(`${text}\n`);
      process.exitCode = wouldWork(checks) ? 0 : 1;
    });
}

async function examine(out: string): Promise<Check[]> {
  return [
    await checkNode(),
    await checkMachine(),
    ...(await checkBackends()),
    ...(await checkAdapter()),
    await checkNats(),
    await checkPip(),
    await checkDatasets(),
    await checkImages(),
    await checkOutput(out),
    await checkLoopback(),
    checkProxy(),
  ];
}
