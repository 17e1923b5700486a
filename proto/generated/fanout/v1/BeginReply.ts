// Original file: proto/fanout/v1/fanout.proto

import type { Decision as _fanout_v1_Decision, Decision__Output as _fanout_v1_Decision__Output } from '../../fanout/v1/Decision.ts';

export interface BeginReply {
  'decision'?: (_fanout_v1_Decision);
  'trials'?: (number)[];
  'attempt'?: (number);
}

export interface BeginReply__Output {
  'decision': (_fanout_v1_Decision__Output);
  'trials': (number)[];
  'attempt': (number);
}
