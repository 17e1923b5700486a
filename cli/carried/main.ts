/**
 * The program that a worker runs in an image that has nothing of fanout: the command `worker` alone, bundled
 * into one folder by `dist.mjs`.
 */
import { Command, CommanderError } from 'commander';
import { dropEmptyVariables } from '../empty-variables.ts';
import { explain } from '../exit.ts';
import { endQuietlyOnClosedPipes } from '../pipes.ts';
import { beginEarlyStop } from '../processes/early-stop.ts';
import { workerCommand } from '../processes/worker.ts';

beginEarlyStop();
dropEmptyVariables(process.env);
endQuietlyOnClosedPipes();

try {
  await new Command('fanout').addCommand(workerCommand().exitOverride()).exitOverride().parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? 2 : explain(error);
}
