import { Command } from 'commander';
import { inspectCommand } from './inspect.ts';
import { packCommand } from './pack.ts';

/** `fanout dataset …`: what there is to do with datasets. */
export function datasetCommand(): Command {
  const command = new Command('dataset').description('make datasets of your own');
  return command.addCommand(packCommand()).addCommand(inspectCommand());
}
