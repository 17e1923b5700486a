// Original file: proto/fanout/v1/fanout.proto


export interface Epoch {
  'accuracy'?: (number | string);
  'loss'?: (number | string);
  'trainLoss'?: (number | string);
  '_accuracy'?: "accuracy";
  '_loss'?: "loss";
  '_trainLoss'?: "trainLoss";
}

export interface Epoch__Output {
  'accuracy'?: (number);
  'loss'?: (number);
  'trainLoss'?: (number);
  '_accuracy'?: "accuracy";
  '_loss'?: "loss";
  '_trainLoss'?: "trainLoss";
}
