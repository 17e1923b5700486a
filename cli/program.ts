/** What the command `fanout` can do, each in a folder of its own. */
import { Command, CommanderError } from 'commander';
import { fetchCommand } from './cluster/fetch.ts';
import { statusCommand } from './cluster/status.ts';
import { commandMistake } from './command-mistake.ts';
import { datasetCommand } from './dataset/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { explain } from './exit.ts';
import { initCommand } from './init/command.ts';
import { logsCommand } from './logs/command.ts';
import { endQuietlyOnClosedPipes } from './pipes.ts';
import { coordinatorCommand } from './processes/coordinator.ts';
import { operatorCommand } from './processes/operator.ts';
import { workerCommand } from './processes/worker.ts';
import { reportCommand } from './results/report.ts';
import { resultsCommand } from './results/results.ts';
import { runCommand } from './run/command.ts';
import { selfcheckCommand } from './selfcheck/command.ts';
import { setupCommand } from './setup/command.ts';
import { validateCommand } from './study/validate.ts';
import { tell } from './terminal.ts';
import { compareCommand, planCommand, verdictCommand } from './verdict/command.ts';
import { VERSION } from './version.ts';

endQuietlyOnClosedPipes();

const program = new Command('fanout')
  .description('Which choice is better, and how sure are we?')
  .version(VERSION, '-V, --version')
  .showHelpAfterError('(fanout --help, or fanout COMMAND --help, says what there is)')
  .showSuggestionAfterError();

program.commandsGroup('Studies');
program.addCommand(initCommand());
program.addCommand(runCommand());
program.addCommand(validateCommand());
program.addCommand(datasetCommand());
program.addCommand(planCommand());
program.commandsGroup('Results');
program.addCommand(resultsCommand());
program.addCommand(reportCommand());
program.addCommand(logsCommand());
program.addCommand(verdictCommand());
program.addCommand(compareCommand());
program.commandsGroup('Studies on a cluster');
program.addCommand(statusCommand());
program.addCommand(fetchCommand());
program.commandsGroup('This machine');
program.addCommand(doctorCommand());
program.addCommand(setupCommand());
program.addCommand(selfcheckCommand());
program.commandsGroup('Processes, as on a cluster');
program.addCommand(coordinatorCommand());
program.addCommand(workerCommand());
program.addCommand(operatorCommand());

for (const command of [
  program,
  ...program.commands,
  ...program.commands.flatMap(({ commands }) => commands),
]) {
  command.exitOverride();
  // What it says of a wrong argument has that argument in it.
  command.configureOutput({ outputError: (text) => tell(commandMistake(text)) });
}

try {
  await program.parseAsync();
} catch (error) {
  // Commander has written its own message; help and version are no mistakes.
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : explain(error);
}
