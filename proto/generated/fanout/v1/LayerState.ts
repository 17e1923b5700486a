// Original file: proto/fanout/v1/fanout.proto


export interface LayerState {
  'layer'?: (string);
  'mean'?: (number | string);
  'variance'?: (number | string);
  'deadShare'?: (number | string);
  'gradientNorm'?: (number | string);
  'updateRatio'?: (number | string);
  '_mean'?: "mean";
  '_variance'?: "variance";
  '_deadShare'?: "deadShare";
  '_gradientNorm'?: "gradientNorm";
  '_updateRatio'?: "updateRatio";
}

export interface LayerState__Output {
  'layer': (string);
  'mean'?: (number);
  'variance'?: (number);
  'deadShare'?: (number);
  'gradientNorm'?: (number);
  'updateRatio'?: (number);
  '_mean'?: "mean";
  '_variance'?: "variance";
  '_deadShare'?: "deadShare";
  '_gradientNorm'?: "gradientNorm";
  '_updateRatio'?: "updateRatio";
}
