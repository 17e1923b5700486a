/** Spoils inputs, the same way for the same seed. */

/** A whole number from 0 to below `limit`. */
export type Random = (limit: number) => number;

/** xorshift32: the same numbers on every machine for the same seed. */
export function randomOf(seed: number): Random {
  let state = seed * 2654435761 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

/** Numbers at which arithmetic, formats and bounds change. */
export const NUMBERS = (
  '0 -1 1 -0 2 127 128 255 256 32768 65535 65536 2147483647 2147483648 4294967295 4294967296 9007199254740991 ' +
  '9007199254740992 9223372036854775807 9223372036854775808 18446744073709551616 1e21 1e308 1e309 -1e309 5e-324 .5 NaN nan ' +
  'Infinity -Infinity inf 0x10 0o17 0b1 1_000 01 1e 1.2.3 −1 1,5'
).split(' ');

/** Texts that are something else than they look like. */
export const TEXTS = [
  ...['', ' ', '\n', '\r', '\t', '\0', '\u001b[2J', '\u202e', '\ufeff', '\ud800', '💥', 'é', 'e\u0301'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'true',
    '~',
    '..',
    '.',
    '/',
    '\\',
    '../..',
  ],
  ...[
    '"',
    "'",
    '""',
    '{',
    '}',
    '[',
    ']',
    '[[[[',
    '&a',
    '*a',
    '!!js/function',
    '<<',
    '|',
    '>',
    '?',
    ':',
    '- ',
    '#',
    '%',
  ],
  ...['$KV.x', '>', '*', 'a'.repeat(70), '/dev/zero', 'http://127.0.0.1:1/', 's3://', 'file:///etc/passwd'],
];

/**
 * Bytes with one to four places spoiled: bits turned, parts doubled, taken out, cut off, or put in from a
 * list.
 */
export function mutate(
  random: Random,
  bytes: Uint8Array,
  words: readonly string[] = [...NUMBERS, ...TEXTS],
): Buffer {
  let now: Buffer = Buffer.from(bytes);
  for (let times = 1 + random(4); times > 0; times--) now = spoil(random, now, words);
  return now;
}

function spoil(random: Random, bytes: Buffer, words: readonly string[]): Buffer {
  const at = random(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random(pick(random, [2, 8, 64, 600])));
  const put = (part: Uint8Array | readonly number[] | string, end = at): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(part as Uint8Array), bytes.subarray(end)]);
  switch (random(8)) {
    case 0:
      return put([(bytes[at] ?? 0) ^ (1 << random(8))], Math.min(bytes.length, at + 1));
    case 1:
      return put(
        [pick(random, [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x22, random(256)])],
        Math.min(bytes.length, at + 1),
      );
    case 2:
      return put([], to);
    case 3:
      return put(bytes.subarray(at, to));
    case 4:
      return bytes.subarray(0, at);
    case 5:
      return put(bytes.subarray(random(bytes.length + 1)).subarray(0, 600));
    case 6:
      return put(pick(random, words));
    default:
      return put(pick(random, words), to);
  }
}

/** The number at a random place of a text, replaced by one at which something changes. */
export function spoilNumber(random: Random, text: string): string {
  const places = [...text.matchAll(/-?\d+(\.\d+)?(e-?\d+)?/gi)];
  if (places.length === 0) return text;
  const { index, 0: found } = pick(random, places);
  return text.slice(0, index) + pick(random, NUMBERS) + text.slice(index + found.length);
}
