import type { PictureShape } from '../picture/decode.ts';
import { pictureEncoder } from '../picture/encode.ts';
import { formatOf } from '../picture/format.ts';
import { inOrder, picturesAtOnce } from '../picture/in-order.ts';
import type { ShardIndex } from '../shards/index-file.ts';
import { BLOCK, fileHeader, padding } from '../tar/header.ts';
import { ChecksummedFile } from './checksummed-file.ts';
import { type PackOptions, shardName } from './pack.ts';

/** Image files as they are to be stored, or the values that such files are made of. */
type Pictures =
  | { readonly files: AsyncGenerator<Uint8Array> }
  | { readonly values: AsyncGenerator<Uint8Array> };

const ENDING = { jpeg: 'jpg', png: 'png' } as const;

/**
 * Writes tar shards as WebDataset reads them, one image and its class for each label; a shard is full when
 * the next would not fit.
 */
export async function writeWebdatasetShards(
  directory: string,
  shape: PictureShape,
  labels: Int32Array,
  { shardBytes }: Pick<PackOptions, 'shardBytes'>,
  pictures: Pictures,
): Promise<ShardIndex['shards']> {
  const shards: ShardIndex['shards'] = [];
  let open: { file: ChecksummedFile; examples: number } | undefined;
  const close = async ({ file, examples }: NonNullable<typeof open>) => {
    await file.write(Buffer.alloc(2 * BLOCK));
    shards.push({ ...(await file.close()), examples });
    open = undefined;
  };
  let example = 0;
  try {
    for await (const picture of 'files' in pictures ? pictures.files : encoded(shape, pictures.values)) {
      const sample = sampleOf(example, picture, labels[example]!);
      if (open && open.file.bytes + sample.length > shardBytes) await close(open);
      open ??= {
        file: await ChecksummedFile.create(directory, shardName(shards.length, 'tar')),
        examples: 0,
      };
      await open.file.write(sample);
      open.examples += 1;
      example += 1;
    }
    if (open) await close(open);
    return shards;
  } finally {
    await open?.file.abandon();
  }
}

/** The members of one example: its class, and its image. Pure. */
function sampleOf(example: number, picture: Uint8Array, label: number): Buffer {
  const key = String(example).padStart(9, '0');
  const member = (path: string, content: Uint8Array) => [
    fileHeader(path, content.length),
    content,
    Buffer.alloc(padding(content.length)),
  ];
  return Buffer.concat([
    ...member(`${key}.cls`, Buffer.from(String(label))),
    ...member(`${key}.${ENDING[formatOf(picture, key)]}`, picture),
  ]);
}

/** Values as PNG files. */
async function* encoded(shape: PictureShape, values: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encode = await pictureEncoder(shape);
  // A copy: the values are good only until the next are asked for.
  yield* inOrder(values, picturesAtOnce(), (each) => encode(new Uint8Array(each)));
}
