/** The engines' contract suite on one backend, as a program: `contract.mjs BACKEND`. */
import { describeEngine } from '../../../engines/engine.contract.ts';
import { BACKENDS } from '../../../engines/engine.ts';
import { loadEngine } from '../../../engines/load.ts';

const backend = BACKENDS.find((name) => name === process.argv[2]);
if (backend === undefined) throw new Error(`a backend is missing: one of ${BACKENDS.join(', ')}`);
describeEngine(backend, () => loadEngine(backend), { forms: 'here' });
