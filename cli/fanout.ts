#!/usr/bin/env node
/** The command `fanout`: first what can stop it, then the program, which takes a second to load. */
import { beginEarlyStop } from './processes/early-stop.ts';

beginEarlyStop();
await import('./program.ts');
