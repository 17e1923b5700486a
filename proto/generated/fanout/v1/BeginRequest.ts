// Original file: proto/fanout/v1/fanout.proto

import type { WorkerId as _fanout_v1_WorkerId, WorkerId__Output as _fanout_v1_WorkerId__Output } from '../../fanout/v1/WorkerId.ts';

export interface BeginRequest {
  'run'?: (string);
  'pack'?: (string);
  'worker'?: (_fanout_v1_WorkerId | null);
  'delivery'?: (number);
}

export interface BeginRequest__Output {
  'run': (string);
  'pack': (string);
  'worker': (_fanout_v1_WorkerId__Output | null);
  'delivery': (number);
}
