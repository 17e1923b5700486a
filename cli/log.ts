import pino from 'pino';
import { logLevel } from './settings.ts';

/** What coordinator and worker processes are given to log with. */
export type Log = (message: string, fields?: Record<string, unknown>) => void;

/**
 * Structured lines on stderr: one JSON object each. Throws USAGE for a level that there is not. Keys that
 * could hold a secret are blanked, whoever logs them.
 */
export function processLog(name: string): Log {
  const logger = pino(
    {
      name,
      level: logLevel(process.env),
      redact: ['password', 'token', '*.password', '*.token'],
    },
    pino.destination(2),
  );
  return (message, fields = {}) => logger.info(fields, message);
}
