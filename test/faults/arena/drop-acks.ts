import type { Filter } from './passageway.ts';

const ACKNOWLEDGES = /^\$JS\.ACK\./;
const LINE_END = Buffer.from('\r\n');

/**
 * Takes acknowledgements out of what a NATS client sends, for as long as `dropping` says so. Renewals of a
 * lease (`+WPI`) pass. https://docs.nats.io/reference/reference-protocols/nats-protocol#pub
 */
export function dropAcks(dropping: () => boolean, onDropped: () => void): () => Filter {
  return () => {
    let rest: Buffer = Buffer.alloc(0);
    return (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      const passed: Buffer[] = [];
      for (;;) {
        const length = messageLength(rest);
        if (length === undefined || length > rest.length) break;
        const message = rest.subarray(0, length);
        rest = rest.subarray(length);
        if (dropping() && isAck(message)) onDropped();
        else passed.push(message);
      }
      return Buffer.concat(passed);
    };
  };
}

/** Bytes of the first message, payload and all; undefined as long as its first line is not whole. */
function messageLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(LINE_END);
  if (end === -1) return undefined;
  const line = bytes.toString('latin1', 0, end);
  const first = end + LINE_END.length;
  return /^H?PUB /i.test(line) ? first + Number(line.split(/\s+/).at(-1)) + LINE_END.length : first;
}

function isAck(message: Buffer): boolean {
  const [verb = '', subject = ''] = message.toString('latin1', 0, 200).split(/\s+/, 2);
  return /^H?PUB$/i.test(verb) && ACKNOWLEDGES.test(subject) && !message.includes('+WPI');
}
