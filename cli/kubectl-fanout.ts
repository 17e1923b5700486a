#!/usr/bin/env node
/** The same command as a plugin of kubectl: `kubectl fanout report STUDY`. */
import './fanout.ts';
