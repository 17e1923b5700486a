// Original file: proto/fanout/v1/fanout.proto

import type { WorkerId as _fanout_v1_WorkerId, WorkerId__Output as _fanout_v1_WorkerId__Output } from '../../fanout/v1/WorkerId.ts';

export interface KeepLogRequest {
  'run'?: (string);
  'pack'?: (string);
  'trial'?: (number);
  'attempt'?: (number);
  'worker'?: (_fanout_v1_WorkerId | null);
  'text'?: (Buffer | Uint8Array | string);
}

export interface KeepLogRequest__Output {
  'run': (string);
  'pack': (string);
  'trial': (number);
  'attempt': (number);
  'worker': (_fanout_v1_WorkerId__Output | null);
  'text': (Buffer);
}
