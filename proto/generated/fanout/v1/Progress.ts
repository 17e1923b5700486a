// Original file: proto/fanout/v1/fanout.proto

import type { WorkerId as _fanout_v1_WorkerId, WorkerId__Output as _fanout_v1_WorkerId__Output } from '../../fanout/v1/WorkerId.ts';
import type { TrialProgress as _fanout_v1_TrialProgress, TrialProgress__Output as _fanout_v1_TrialProgress__Output } from '../../fanout/v1/TrialProgress.ts';
import type { Long } from '@grpc/proto-loader';

export interface Progress {
  'run'?: (string);
  'pack'?: (string);
  'worker'?: (_fanout_v1_WorkerId | null);
  'attempt'?: (number);
  'step'?: (number | string | Long);
  'steps'?: (number | string | Long);
  'examples'?: (number | string | Long);
  'examplesPerSecond'?: (number | string);
  'trials'?: (_fanout_v1_TrialProgress)[];
}

export interface Progress__Output {
  'run': (string);
  'pack': (string);
  'worker': (_fanout_v1_WorkerId__Output | null);
  'attempt': (number);
  'step': (number);
  'steps': (number);
  'examples': (number);
  'examplesPerSecond': (number);
  'trials': (_fanout_v1_TrialProgress__Output)[];
}
