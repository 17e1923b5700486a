// Original file: proto/fanout/v1/fanout.proto


export interface TrialProgress {
  'trial'?: (number);
  'epoch'?: (number);
  'metrics'?: ({[key: string]: number | string});
  '_epoch'?: "epoch";
}

export interface TrialProgress__Output {
  'trial': (number);
  'epoch'?: (number);
  'metrics': ({[key: string]: number});
  '_epoch'?: "epoch";
}
