import { statfs } from 'node:fs/promises';
import { Command } from 'commander';
import { shownBytes } from '../../datasets/byte-size.ts';
import { type NativeBackend, nativeHome } from '../../engines/native/location.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { runCommand } from '../fetch/run-command.ts';
import { stopSignal } from '../processes/stop-signal.ts';
import { selfCommand } from '../self.ts';
import { tell } from '../terminal.ts';
import type { Machine, SetupEffects } from './native/effects.ts';
import { type InstallOptions, install, isInstalled } from './native/install.ts';
import { downloadBytes, RELEASES } from './native/release.ts';
import { confirmed, progressOn } from './terminal.ts';

interface Options {
  readonly gpu?: boolean;
  readonly from?: string;
  readonly yes?: boolean;
}

/** `fanout setup`: parts of fanout that are not installed with it. */
export function setupCommand(): Command {
  const setup = new Command('setup').description('install parts that do not come with fanout');
  setup
    .command('native')
    .description('TensorFlow’s native library for the backend tfjs-node (or, with --gpu, tfjs-node-gpu)')
    .option('--gpu', 'for an NVIDIA GPU: TensorFlow with CUDA 12')
    .option('--from <dir>', 'take the files from this folder instead of pip and npm')
    .option('--yes', 'do not ask before downloading')
    .action(setUpNative);
  return setup;
}

async function setUpNative({ gpu, from, yes }: Options): Promise<void> {
  const backend: NativeBackend = gpu ? 'tfjs-node-gpu' : 'tfjs-node';
  const options: InstallOptions = { release: RELEASES[backend], home: nativeHome(backend), from };
  const progress = progressOn(process.stderr);
  const effects = realEffects(progress.report);
  try {
    if (await isInstalled(options, { ...effects, report: () => undefined })) {
      process.stdout.write(`${backend} is installed: ${shownText(options.home)}\n`);
      return;
    }
    await mustBeWanted(options, yes === true, effects);
    await install(options, effects);
  } finally {
    progress.end();
  }
  process.stdout.write(
    `${backend} is installed: ${shownText(options.home)}\n  \`${selfCommand('doctor')}\` shows which backend a run uses\n`,
  );
}

/** Says how much will be downloaded, and asks. */
async function mustBeWanted(
  { release, home, from }: InstallOptions,
  yes: boolean,
  { signal }: SetupEffects,
): Promise<void> {
  const size =
    from === undefined
      ? `downloads ${shownBytes(downloadBytes(release))}, then `
      : `takes the files in ${from}, and `;
  const what = `fanout setup native ${size}installs TensorFlow ${release.tensorflow} (${shownBytes(release.installedBytes)}) in ${home}`;
  tell(what);
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new FanoutError('USAGE', 'this needs a yes, and there is no terminal to ask on', {
      hint: 'give --yes',
    });
  }
  if (!(await confirmed('Go on?', signal))) throw new FanoutError('INTERRUPTED', 'nothing was installed');
}

function realEffects(report: SetupEffects['report']): SetupEffects {
  return {
    machine: thisMachine(),
    run: runCommand,
    freeBytes: async (directory) => {
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    },
    report,
    signal: stopSignal(),
  };
}

function thisMachine(): Machine {
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header.glibcVersionRuntime };
}
