// Original file: proto/fanout/v1/fanout.proto

import type { DeadStart as _fanout_v1_DeadStart, DeadStart__Output as _fanout_v1_DeadStart__Output } from '../../fanout/v1/DeadStart.ts';
import type { Diverged as _fanout_v1_Diverged, Diverged__Output as _fanout_v1_Diverged__Output } from '../../fanout/v1/Diverged.ts';
import type { DidNotLearn as _fanout_v1_DidNotLearn, DidNotLearn__Output as _fanout_v1_DidNotLearn__Output } from '../../fanout/v1/DidNotLearn.ts';

export interface Finding {
  'deadStart'?: (_fanout_v1_DeadStart | null);
  'diverged'?: (_fanout_v1_Diverged | null);
  'didNotLearn'?: (_fanout_v1_DidNotLearn | null);
  'kind'?: "deadStart"|"diverged"|"didNotLearn";
}

export interface Finding__Output {
  'deadStart'?: (_fanout_v1_DeadStart__Output | null);
  'diverged'?: (_fanout_v1_Diverged__Output | null);
  'didNotLearn'?: (_fanout_v1_DidNotLearn__Output | null);
  'kind'?: "deadStart"|"diverged"|"didNotLearn";
}
