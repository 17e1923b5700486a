// Original file: proto/fanout/v1/fanout.proto

import type { WorkerId as _fanout_v1_WorkerId, WorkerId__Output as _fanout_v1_WorkerId__Output } from '../../fanout/v1/WorkerId.ts';
import type { WorkerState as _fanout_v1_WorkerState, WorkerState__Output as _fanout_v1_WorkerState__Output } from '../../fanout/v1/WorkerState.ts';
import type { Long } from '@grpc/proto-loader';

export interface HeartbeatRequest {
  'worker'?: (_fanout_v1_WorkerId | null);
  'state'?: (_fanout_v1_WorkerState);
  'memoryBytes'?: (number | string | Long);
  'tensors'?: (number | string | Long);
  'engine'?: (string);
}

export interface HeartbeatRequest__Output {
  'worker': (_fanout_v1_WorkerId__Output | null);
  'state': (_fanout_v1_WorkerState__Output);
  'memoryBytes': (number);
  'tensors': (number);
  'engine': (string);
}
