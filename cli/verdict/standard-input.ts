import { shownBytes } from '../../datasets/byte-size.ts';
import { FanoutError } from '../../proto/errors.ts';

/** The whole of standard input, in parts. Throws USAGE once it has more than `largest` bytes. */
export async function tableFrom(stream: AsyncIterable<unknown>, largest: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > largest) throw tooLarge(largest);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function tooLarge(largest: number): FanoutError {
  const message = `cannot read standard input: it has more than the ${shownBytes(largest)} that it may have`;
  return new FanoutError('USAGE', message, { hint: 'leave out columns and rows that are not compared' });
}
