import pino from 'pino';
import { logLevel } from './settings.ts';

/** What coordinator and worker processes are given to log with. */
export type Log = (message: string, fields?: Record<string, unknown>) => void;

/**
 * Structured lines on stderr: one JSON object each. Throws USAGE for a level that there is not. Keys that
 * could hold a secret are blanked, whoever logs them. A line is written before the call returns: what a
 * process says last is there however it ends.
 */
export function processLog(name: string): Log {
  const logger = pino(
    {
      name,
      level: logLevel(process.env),
      redact: ['password', 'token', '*.password', '*.token'],
    },
    pino.destination({ dest: 2, sync: true }),
  );
  return (message, fields = {}) => logger.info(fields, message);
}
