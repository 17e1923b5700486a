/** Models, data and schedules that cannot be trained: each is one clear message with its place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDataset } from '../datasets/load.ts';
import { parseStudy } from './parse.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-broken-'));
  writeFileSync(join(folder, 'once.csv'), `a,b,class\n${'1,2,x\n3,4,y\n'.repeat(10)}5,6,z\n`);
  const lambda = new URL('../engines/keras/fixtures/lambda.json', import.meta.url);
  writeFileSync(join(folder, 'lambda.json'), readFileSync(lambda));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const END = '{ dense: { units: classes, activation: softmax } }';
/** A model for images of 28 × 28 with one channel that ends as it must. */
const images = (layers: string) => `  dataset: { name: mnist }\n  model: [${layers}, flatten, ${END}]\n`;
const table = (layers: string, more = '') => `  dataset: { name: iris }\n  model: [${layers}]\n${more}`;

const BROKEN: readonly (readonly [what: string, spec: string, message: string | RegExp])[] = [
  [
    'a residual whose ways have other sizes',
    images('{ residual: { main: [{ conv2d: { filters: 1, kernel: 3 } }] } }'),
    '6:23 spec.model[0].residual main ends in [26,26,1] and shortcut in [28,28,1]: they are added up, and must have the same shape',
  ],
  [
    'a residual whose ways end in other channels',
    images('{ residual: { main: [{ conv2d: { filters: 8, kernel: 3, padding: same } }] } }'),
    '6:23 spec.model[0].residual main ends in [28,28,8] and shortcut in [28,28,1]: they are added up, and must have the same shape',
  ],
  [
    'a stride larger than the image',
    images('{ conv2d: { filters: 4, kernel: 3, strides: 40 } }'),
    '6:11 spec.model[0] strides of 40 are more than an image of 28 × 28 has',
  ],
  [
    'a kernel larger than the image',
    images('{ maxPool2d: 14 }, { conv2d: { filters: 4, kernel: 3 } }'),
    '6:30 spec.model[1] a kernel of 3 does not fit into 2 × 2',
  ],
  [
    'poolings down to nothing',
    images('{ repeat: { times: 6, layers: [{ maxPool2d: 2 }] } }'),
    /^6:42 .*fit into 1 × 1$/,
  ],
  [
    'a billion parameters',
    images('flatten, { dense: { units: 60000 } }, { dense: { units: 60000 } }'),
    /^6:49 spec\.model\[2\] makes the model too large: it has 3,\d+,\d+,\d+ parameters, .* dense_2, at most/,
  ],
  [
    'a repetition of a million',
    images('{ repeat: { times: 1000000, layers: [relu] } }'),
    /^6:30 spec\.model\[0\]\.repeat\.times must be at most 1000, found 1000000/,
  ],
  [
    'a million layers by repetitions of repetitions',
    images('{ repeat: { times: 1000, layers: [{ repeat: { times: 1000, layers: [relu] } }] } }'),
    /^6:\d+ spec\.model\[0\]\.repeat\.layers\[0\]\.repeat\.layers\[0\] a model has at most 10000 layers, repetitions counted$/,
  ],
  [
    'groups that do not divide the channels',
    images('{ conv2d: { filters: 9, kernel: 3 } }, { groupNorm: { groups: 4 } }'),
    '6:50 spec.model[1] 4 groups do not divide 9 channels',
  ],
  [
    'groups that do not divide the filters',
    images('{ conv2d: { filters: 4, kernel: 3 } }, { conv2d: { filters: 6, kernel: 3, groups: 4 } }'),
    '6:50 spec.model[1] 4 groups do not divide 4 channels and 6 filters',
  ],
  [
    'softmax in the middle',
    table(`{ dense: { units: 8, activation: softmax } }, ${END}`),
    '6:44 spec.model[0].dense.activation must be softmax on the last layer only',
  ],
  [
    'an embedding behind other layers',
    table(`{ dense: { units: 4 } }, { embedding: { rows: 10, units: 2 } }, flatten, ${END}`),
    '6:36 spec.model[1] embedding reads whole numbers: it can only be the first layer',
  ],
  [
    'a last layer of the wrong width',
    table('{ dense: { units: 4, activation: softmax } }'),
    '6:29 spec.model[0].dense.units must be classes (3 in this dataset), found 4',
  ],
  [
    'a last layer without softmax',
    table('{ dense: { units: classes } }'),
    /^6:11 spec\.model\[0\] must be dense with activation softmax/,
  ],
  [
    'a convolution of a table',
    table(`{ conv2d: { filters: 4, kernel: 3 } }, flatten, ${END}`),
    '6:11 spec.model[0] conv2d needs images [height, width, channels], and gets [4]',
  ],
  [
    'a dense layer of an image',
    `  dataset: { name: mnist }\n  model: [{ dense: { units: 8 } }, flatten, ${END}]\n`,
    '6:11 spec.model[0] a dense layer needs flat input, and gets [28,28,1]: put flatten before it',
  ],
  [
    'a residual without a way',
    images('{ residual: { main: [] } }'),
    /^6:31 spec\.model\[0\]\.residual\.main must have at least 1 entr/,
  ],
  [
    'a network of the zoo that is too large',
    '  dataset: { name: mnist }\n  model: vgg11\n',
    /^6:10 spec\.model must be a network for images of 28 × 28: vgg11 needs at least 32 × 32$/,
  ],
  [
    'a Keras file with a lambda layer',
    '  dataset: { name: mnist }\n  model: { keras: lambda.json }\n',
    /^6:10 spec\.model names a file that has layers that cannot be taken: layers\[1\] \(Lambda lambda\): no layer/,
  ],
  [
    'a schedule longer than the run',
    table(END, '  training: { epochs: 5, schedule: { step: { at: [3, 9] } } }\n'),
    /^7:\d+ spec\.training\.schedule\.step\.at/,
  ],
  [
    'a loss of numbers for classes',
    table(END, '  training: { loss: mse }\n'),
    /^7:21 spec\.training\.loss must be categoricalCrossEntropy or binaryCrossEntropy, since the dataset has classes/,
  ],
  [
    'batches of one example with batch normalisation',
    table(`{ dense: { units: 8 } }, batchNorm, ${END}`, '  training: { batchSize: 1 }\n'),
    '7:26 spec.training.batchSize must be at least 2 with batchNorm: of one example batchNorm_1 has one value for each of its 8 channels, and no variance, found 1',
  ],
  [
    'a table with a class that is there once',
    `  dataset: { csv: once.csv, target: class }\n  model: [${END}]\n`,
    /^.*once\.csv cannot be used as a dataset: line 22, column "class": the class "z" is there once: /,
  ],
];

it.each(BROKEN)('%s', async (_, spec, message) => {
  const text = `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n${spec}`;
  const source = join(folder, 'study.yaml');
  const readModel = async (path: string) => readFileSync(path, 'utf8');
  const error = await parseStudy(text, { source, describeDataset, readModel }).then(
    () => new Error('no mistake was found'),
    (thrown: Error) => thrown,
  );
  const [first, ...lines] = error.message.split('\n');
  const said = lines.length === 0 ? [first!] : lines;
  expect(said.map((line) => line.trim().replace(`${source}:`, ''))).toEqual([
    typeof message === 'string' ? message : expect.stringMatching(message),
  ]);
});
