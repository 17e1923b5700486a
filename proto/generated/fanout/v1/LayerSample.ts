// Original file: proto/fanout/v1/fanout.proto

import type { LayerState as _fanout_v1_LayerState, LayerState__Output as _fanout_v1_LayerState__Output } from '../../fanout/v1/LayerState.ts';

export interface LayerSample {
  'epoch'?: (number);
  'inputMean'?: (number | string);
  'inputVariance'?: (number | string);
  'layers'?: (_fanout_v1_LayerState)[];
  '_inputMean'?: "inputMean";
  '_inputVariance'?: "inputVariance";
}

export interface LayerSample__Output {
  'epoch': (number);
  'inputMean'?: (number);
  'inputVariance'?: (number);
  'layers': (_fanout_v1_LayerState__Output)[];
  '_inputMean'?: "inputMean";
  '_inputVariance'?: "inputVariance";
}
