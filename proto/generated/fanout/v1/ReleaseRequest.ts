// Original file: proto/fanout/v1/fanout.proto

import type { WorkerId as _fanout_v1_WorkerId, WorkerId__Output as _fanout_v1_WorkerId__Output } from '../../fanout/v1/WorkerId.ts';

export interface ReleaseRequest {
  'run'?: (string);
  'pack'?: (string);
  'attempt'?: (number);
  'worker'?: (_fanout_v1_WorkerId | null);
  'code'?: (string);
  'reason'?: (string);
}

export interface ReleaseRequest__Output {
  'run': (string);
  'pack': (string);
  'attempt': (number);
  'worker': (_fanout_v1_WorkerId__Output | null);
  'code': (string);
  'reason': (string);
}
