#!/usr/bin/env node
/** The command `fanout`: first what can stop it, then the program, which takes a second to load. */
import { dropEmptyVariables } from './empty-variables.ts';
import { beginEarlyStop } from './processes/early-stop.ts';

beginEarlyStop();
dropEmptyVariables(process.env);
await import('./program.ts');
