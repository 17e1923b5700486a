// Original file: proto/fanout/v1/fanout.proto

import type { Recording as _fanout_v1_Recording, Recording__Output as _fanout_v1_Recording__Output } from '../../fanout/v1/Recording.ts';

export interface CompleteReply {
  'recording'?: (_fanout_v1_Recording);
  'reason'?: (string);
}

export interface CompleteReply__Output {
  'recording': (_fanout_v1_Recording__Output);
  'reason': (string);
}
