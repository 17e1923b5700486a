/**
 * A coordinator process of the suite: first what can stop it, then the rest, which takes a second to load.
 */
import { beginEarlyStop } from '../../../cli/processes/early-stop.ts';
import { sayStoppable } from './stoppable.ts';

beginEarlyStop();
sayStoppable();
await import('./crashing-coordinator.ts');
