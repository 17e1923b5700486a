import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import type { Dataset } from './dataset.ts';
import { type FetchOptions, fetchFile, type RemoteFile } from './fetch.ts';
import { imagesFromIdx } from './images.ts';

/** Zalando's own bucket, then the copy in their repository. */
const SOURCES = [
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
  'https://storage.googleapis.com/tensorflow/tf-keras-datasets',
];

const remote = (name: string, bytes: number, sha256: string): RemoteFile => ({
  name,
  urls: SOURCES.map((source) => `${source}/${name}`),
  bytes,
  sha256,
});

/** The training set's files, as published (Xiao, Rasul, Vollgraf 2017; MIT licence). */
export const FASHION_MNIST_FILES = {
  images: remote(
    'train-images-idx3-ubyte.gz',
    26_421_880,
    '08dc20ab1689590a0bcd66e874647b6ee8464e2d501b5a3f1f78831db19a3fdc',
  ),
  labels: remote(
    'train-labels-idx1-ubyte.gz',
    29_515,
    'b0197879cbda89f3dc7b894f9fd52b858e68ea4182b6947c9d8c2b67e5f18dcc',
  ),
};

/** The first `examples` of Fashion-MNIST's 60,000 training images; fetched on first use. Throws DATASET_*. */
export async function loadFashionMnist(
  examples: number | undefined,
  options: FetchOptions & { readonly files?: typeof FASHION_MNIST_FILES; readonly cache?: string } = {},
): Promise<Dataset> {
  const { images, labels } = options.files ?? FASHION_MNIST_FILES;
  const bring = async (file: RemoteFile) => {
    const path = join(options.cache ?? cacheDirectory(), 'fashion-mnist', file.name);
    await fetchFile(file, path, options);
    return { name: file.name, bytes: await readFile(path) };
  };
  return imagesFromIdx(
    { name: 'fashion-mnist', licence: 'MIT' },
    await bring(images),
    await bring(labels),
    examples,
  );
}
