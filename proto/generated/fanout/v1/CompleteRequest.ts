// Original file: proto/fanout/v1/fanout.proto

import type { WorkerId as _fanout_v1_WorkerId, WorkerId__Output as _fanout_v1_WorkerId__Output } from '../../fanout/v1/WorkerId.ts';
import type { Finding as _fanout_v1_Finding, Finding__Output as _fanout_v1_Finding__Output } from '../../fanout/v1/Finding.ts';
import type { LayerSample as _fanout_v1_LayerSample, LayerSample__Output as _fanout_v1_LayerSample__Output } from '../../fanout/v1/LayerSample.ts';
import type { Series as _fanout_v1_Series, Series__Output as _fanout_v1_Series__Output } from '../../fanout/v1/Series.ts';

export interface CompleteRequest {
  'run'?: (string);
  'pack'?: (string);
  'trial'?: (number);
  'attempt'?: (number);
  'worker'?: (_fanout_v1_WorkerId | null);
  'foldSha256'?: (string);
  'findings'?: (_fanout_v1_Finding)[];
  'seconds'?: (number | string);
  'layers'?: (_fanout_v1_LayerSample)[];
  'metrics'?: ({[key: string]: number | string});
  'history'?: ({[key: string]: _fanout_v1_Series});
  '_seconds'?: "seconds";
}

export interface CompleteRequest__Output {
  'run': (string);
  'pack': (string);
  'trial': (number);
  'attempt': (number);
  'worker': (_fanout_v1_WorkerId__Output | null);
  'foldSha256': (string);
  'findings': (_fanout_v1_Finding__Output)[];
  'seconds'?: (number);
  'layers': (_fanout_v1_LayerSample__Output)[];
  'metrics': ({[key: string]: number});
  'history': ({[key: string]: _fanout_v1_Series__Output});
  '_seconds'?: "seconds";
}
