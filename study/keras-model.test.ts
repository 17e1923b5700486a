/** `model: { keras: FILE }`: what Keras and TensorFlow.js have saved, and what of it is not taken. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { countParameters } from '../engines/model.ts';
import type { FanoutError } from '../proto/errors.ts';
import type { DatasetFacts } from './facts.ts';
import { networkStudy } from './fixtures/network-study.ts';
import { parseStudy } from './parse.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../engines/keras/fixtures/${name}`, import.meta.url), 'utf8');
const SMALL: DatasetFacts = { examples: 100, shape: [8, 8, 3], classes: 10 };

/** Parses a study whose model is a file with this text. */
const parse = (content: string | undefined, facts: DatasetFacts, spec = '  model: { keras: model.json }') =>
  parseStudy(
    `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n  dataset: { name: mnist }\n${spec}`,
    {
      source: '/studies/study.yaml',
      describeDataset: async () => facts,
      ...(content === undefined
        ? {}
        : {
            readModel: async (path: string) => {
              if (path === '/studies/model.json') return content;
              throw new Error('no such file');
            },
          }),
    },
  ).then(networkStudy);
async function mistake(content: string | undefined, facts = SMALL, spec?: string): Promise<string> {
  const error = (await parse(content, facts, spec).catch((thrown) => thrown)) as FanoutError;
  expect(error.code).toBe('STUDY_INVALID');
  const lines = error.message.split('\n').slice(1);
  expect(lines).toHaveLength(1);
  return lines[0]!.trim();
}

it('takes a sequential model, layer by layer and with all its settings', async () => {
  const { model } = (await parse(fixture('sequential.json'), { ...SMALL, shape: [12, 12, 1] })).settings;
  expect(model.map(({ kind }) => kind)).toEqual(
    'zeroPadding2d conv2d batchNorm relu depthwiseConv2d separableConv2d layerNorm averagePool2d leakyRelu spatialDropout flatten dense dropout dense'.split(
      ' ',
    ),
  );
  expect(model[1]).toMatchObject({ filters: 8, kernel: 3, strides: 2, padding: 'same', bias: false });
  expect(model[2]).toMatchObject({ momentum: 0.9, epsilon: 0.001 });
  expect(model.at(-1)).toEqual({ kind: 'dense', units: 10, activation: 'softmax' });
  expect(countParameters(model, [12, 12, 1])).toEqual({ trainable: 1326, others: 16 });
});

it('takes a functional model whose ways meet in additions', async () => {
  const { model } = (await parse(fixture('residual.json'), SMALL)).settings;
  const residuals = model.filter(({ kind }) => kind === 'residual');
  expect(residuals.map(({ main, shortcut }) => [(main as []).length, (shortcut as []).length])).toEqual([
    [4, 0],
    [3, 1],
  ]);
  expect(countParameters(model, SMALL.shape)).toEqual({ trainable: 5218, others: 32 });
});

it('takes what TensorFlow.js has saved, and the form of Keras 3', async () => {
  const own = JSON.parse(fixture('residual.json'));
  const tfjs = { format: 'layers-model', modelTopology: { keras_version: '2.15.0', model_config: own } };
  const expected = (await parse(fixture('residual.json'), SMALL)).settings.model;
  expect((await parse(JSON.stringify(tfjs), SMALL)).settings.model).toEqual(expected);
  const third = structuredClone(own);
  for (const layer of third.config.layers) {
    const names: [string][] = layer.inbound_nodes.flat();
    const tensors = names.map(([name]) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null], dtype: 'float32', keras_history: [name, 0, 0] },
    }));
    const args = tensors.length > 1 ? [tensors] : tensors;
    layer.inbound_nodes = tensors.length === 0 ? [] : [{ args, kwargs: { mask: null } }];
    layer.config.dtype = { class_name: 'DTypePolicy', config: { name: 'float32' } };
    const { batch_input_shape: shape, ...rest } = layer.config;
    layer.config = shape ? { ...rest, batch_shape: shape } : rest;
  }
  expect((await parse(JSON.stringify(third), SMALL)).settings.model).toEqual(expected);
});

it('names every layer and setting that it cannot take, at once and with its place', async () => {
  expect(await mistake(fixture('lambda.json'), { ...SMALL, shape: [28, 28, 1] })).toBe(
    '/studies/study.yaml:6:10 spec.model names a file that has layers that cannot be taken: ' +
      'layers[1] (Lambda lambda): no layer here is like it; ' +
      'layers[2] (Conv2D conv2d_7): kernel_regularizer is set, which no layer here has; ' +
      'layers[3] (Reshape reshape): no layer here is like it; ' +
      'layers[4] (LSTM lstm): no layer here is like it; ' +
      'layers[5] (Dense dense_3): kernel_regularizer is set, which no layer here has',
  );
  expect(await mistake(fixture('concatenate.json'))).toContain('(Concatenate concatenate): no layer here is');
});

it.each([
  [
    'text that is no JSON',
    'secret: 12',
    /names a file that is not JSON: write the file with model\.to_json\(\)$/,
  ],
  ['something else', '{"a": "secret"}', /names a file that is no architecture of Keras/],
  [
    'another kind of model',
    '{"class_name": "Sub\\u001b[31mclass", "config": {}}',
    /is a Sub\?\?31mclass, and must be/,
  ],
  ['no layers', '{"class_name": "Sequential", "config": {"layers": []}}', /has no list of layers$/],
])('refuses %s, and shows nothing of it', async (_, content, message) => {
  const said = await mistake(content);
  expect(said).toMatch(message);
  expect(said).not.toContain('secret');
});

it('refuses a file for other examples or other classes, and one that is not there', async () => {
  expect(await mistake(fixture('residual.json'), { ...SMALL, shape: [8, 8, 1] })).toMatch(
    /^\/studies\/study\.yaml:6:10 spec\.model names a file for examples of \[8,8,3\], and the dataset has \[8,8,1\]$/,
  );
  expect(await mistake(fixture('residual.json'), { ...SMALL, classes: 7 })).toMatch(
    /:6:10 spec\.model must be classes \(7 in this dataset\), found 10$/,
  );
  expect(await mistake('', SMALL, '  model: { keras: other.json }')).toMatch(
    /that cannot be read: no such file$/,
  );
  expect(await mistake(undefined)).toMatch(/cannot be read on a cluster: write its layers into the study$/);
});

it('is not read beside mistakes in the fields of a file, and nothing is said of it', async () => {
  expect(await mistake('[]', SMALL, '  model: { keras: model.json }\n  seeds: [-1]')).toMatch(
    /:7:11 spec\.seeds\[0\]/,
  );
});

it('is told at the level of a factor that names it', async () => {
  const spec = '  model: mlp\n  vary: { model: [mlp, { keras: model.json }] }';
  expect(await mistake('[]', SMALL, spec)).toMatch(
    /:7:24 spec\.vary\.model\[1\] makes spec\.model break a rule: it names a file that is no architecture/,
  );
  const study = await parse(fixture('residual.json'), SMALL, spec);
  expect(study.arms.map(({ id }) => id)).toEqual(['mlp', 'keras']);
});
