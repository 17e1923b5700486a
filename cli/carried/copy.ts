/** `node copy.js FOLDER`: what the init container of a worker in another image runs. */
import { fileURLToPath } from 'node:url';
import { carry } from './carry.ts';

carry(fileURLToPath(new URL('../../carried/', import.meta.url)), process.argv[2]!);
