// Original file: proto/fanout/v1/fanout.proto

import type { Decision as _fanout_v1_Decision, Decision__Output as _fanout_v1_Decision__Output } from '../../fanout/v1/Decision.ts';

export interface ReleaseReply {
  'decision'?: (_fanout_v1_Decision);
}

export interface ReleaseReply__Output {
  'decision': (_fanout_v1_Decision__Output);
}
