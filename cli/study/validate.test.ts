/** `fanout validate` as a user has it, on studies as people have them (study/fixtures). */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { validateCommand } from './validate.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs it without measuring; rejects as the command does. */
const validate = (file: string, ...sets: string[]) => run(file, ['--no-timing'], sets);

async function run(file: string, options: readonly string[], sets: readonly string[]) {
  const path = fileURLToPath(new URL(`../../study/fixtures/files/${file}.yaml`, import.meta.url));
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += text;
      return true;
    });
  }
  const command = validateCommand();
  const given = sets.flatMap((set) => ['--set', set]);
  await command.parseAsync([path, ...options, ...given], { from: 'user' });
  return said;
}

it('tells how long a trial and the run take here, and measures nothing where that is not wanted', async () => {
  const sets = ['initializers=[zeros]', 'folds.count=2', 'seeds=[1]', 'training.epochs=1'];
  const { stdout } = await run('base', ['--backend', 'wasm', '--workers', '1'], sets);
  expect(stdout).toMatch(
    /\n {2}time: about [\d.]+ m?s for a trial, \d+ s for the run with 1 worker on this machine \(wasm\); .*\n$/,
  );
  expect((await validate('base', ...sets)).stdout).not.toContain('time:');
  const program = await run('../../../studies/sklearn-digits/study', [], []);
  expect(program.stdout).not.toContain('time:');
});

it('says why the time is not told, and that the study is valid all the same', async () => {
  const { stdout } = await run('base', ['--backend', 'tfjs-node-gpu'], []);
  expect(stdout).toMatch(/\n {2}time: (not estimated: .+|about .+ \(tfjs-node-gpu\).*)\n$/);
});

it('warns on stderr of what may not be meant, and says what would run on stdout', async () => {
  const { stdout, stderr } = await validate('first-fifty');
  expect(stderr).toMatch(/^warning: the first 50 examples are all of class 0: .*\n$/);
  expect(stdout).toMatch(/is a valid study\.\n {2}probe: 2 initializers × 3 folds × 2 seeds = 12 trials/);
});

it('says what each network costs', async () => {
  const { stdout } = await validate('base', 'vary.model[0]=[batchNorm, { dense: { units: 8 } }]');
  expect(stdout).toMatch(/\n {2}network of .+: 23 parameters and 8 moving statistics, \d+ multiply-adds/);
  expect(stdout).toMatch(/\n {2}network of .+: 67 parameters, \d+ multiply-adds .* of memory for a trial\n/);
});

it('has nothing to warn of in a study that is meant so, and counts one as one', async () => {
  const { stdout, stderr } = await validate('base', 'initializers=[zeros]', 'seeds=[1]', 'training.epochs=1');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/probe: 1 initializer × 3 folds × 1 seed = 3 trials, 1 epoch each/);
});

it('notes that a program reads its parameters elsewhere, and does not warn of it', async () => {
  const { stderr } = await validate('../../../studies/sklearn-digits/study');
  expect(stderr).toMatch(
    /^note: trainer\.command names nothing of a trial: .* reads classifier, seed and fold/m,
  );
  expect(stderr).not.toContain('does not name');
});

it('says how trials are trained, and whether arms differ in it', async () => {
  const { stdout } = await validate('base', 'training.schedule={cosine: {}}');
  expect(stdout).toMatch(
    /\n {2}trained with .*; the learning rate falls along half a cosine to 0, at each step\n/,
  );
  const varied = await validate('base', 'vary.training.batchSize=[8, 16]');
  expect(varied.stdout).toMatch(/trained with .*, unless an arm says otherwise\n/);
});

it('says from how many to how many epochs where they are varied', async () => {
  const { stdout } = await validate('base', 'vary.training.epochs=[2, 20]', 'initializers=[zeros]');
  expect(stdout).toMatch(/= 12 trials, 2 to 20 epochs each\n/);
});

it('tells what each network costs that the arms have', async () => {
  const { stdout } = await validate('base', 'vary={ model.0.dense.units: [8, 16] }');
  expect(stdout).toContain(
    '\n  network of glorot_uniform-units=8 and 1 more: 67 parameters, 56 multiply-adds for an example',
  );
  expect(
    stdout.match(/parameters, [\d,]+ multiply-adds for an example, at least [\d.]+ [KM]iB of memory/g),
  ).toHaveLength(2);
  const one = await validate('base', 'model=mlp');
  expect(one.stdout).toMatch(
    /\n {2}network: [\d,]+ parameters, [\d,]+ multiply-adds for an example, at least /,
  );
});

it('refuses a study of an array with NaN, with the place', async () => {
  await expect(validate('npy-nan')).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
    message: expect.stringMatching(/x-nan\.npy must hold finite numbers, found NaN in example 17, value 2$/),
    hint: expect.stringContaining('numpy.nan_to_num(x)'),
  });
});

it('asks the proxy for an index from elsewhere', async () => {
  const asked: string[] = [];
  const proxy = createServer(({ url }, response) => {
    asked.push(url!);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  for (const name of ['http_proxy', 'no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  await expect(validate('shards-url')).rejects.toThrow(/data\.example\.org\/index\.json answered with .*404/);
  expect(asked).toEqual(['http://data.example.org/index.json']);
});
