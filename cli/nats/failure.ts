import { FanoutError } from '../../proto/errors.ts';

const SHOWN_LINES = 6;

/** Which of the server's own words mean what. The first that matches counts. */
const MEANINGS: readonly (readonly [RegExp, (where: Places) => [string, string, FanoutErrorCode]])[] = [
  [
    /address already in use/i,
    ({ port }) => [
      `port ${port} on 127.0.0.1 is taken`,
      'choose another port, or end what listens there',
      'PORT_IN_USE',
    ],
  ],
  [
    /no space left on device|insufficient storage/i,
    ({ storeDirectory }) => [
      `there is no space left for ${storeDirectory}`,
      'free some space, or choose another directory with --out',
      'OUTPUT_UNWRITABLE',
    ],
  ],
  [
    /permission denied|not a directory|read-only file system|could not create storage directory/i,
    ({ storeDirectory }) => [
      `nats-server cannot write ${storeDirectory}`,
      'choose another directory with --out',
      'OUTPUT_UNWRITABLE',
    ],
  ],
];

type FanoutErrorCode = 'PORT_IN_USE' | 'OUTPUT_UNWRITABLE' | 'NATS_UNAVAILABLE';

interface Places {
  readonly port: number;
  readonly storeDirectory: string;
  readonly log: string;
}

/** Why nats-server did not start, from what it logged. Pure. */
export function startFailure(how: string, logged: string, places: Places): FanoutError {
  const lines = logged.split('\n').filter((line) => line.trim() !== '');
  for (const [words, explain] of MEANINGS) {
    if (!words.test(logged)) continue;
    const [message, hint, code] = explain(places);
    return new FanoutError(code, message, { hint });
  }
  const shown = lines.slice(-SHOWN_LINES).map((line) => `  ${line}`);
  return new FanoutError('NATS_UNAVAILABLE', [`nats-server did not start: ${how}`, ...shown].join('\n'), {
    hint: `its log is ${places.log}`,
  });
}
