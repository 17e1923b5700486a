// Original file: proto/fanout/v1/fanout.proto


export interface TrialProgress {
  'trial'?: (number);
  'epoch'?: (number);
  'accuracy'?: (number | string);
  'loss'?: (number | string);
  'trainLoss'?: (number | string);
  '_epoch'?: "epoch";
  '_accuracy'?: "accuracy";
  '_loss'?: "loss";
  '_trainLoss'?: "trainLoss";
}

export interface TrialProgress__Output {
  'trial': (number);
  'epoch'?: (number);
  'accuracy'?: (number);
  'loss'?: (number);
  'trainLoss'?: (number);
  '_epoch'?: "epoch";
  '_accuracy'?: "accuracy";
  '_loss'?: "loss";
  '_trainLoss'?: "trainLoss";
}
