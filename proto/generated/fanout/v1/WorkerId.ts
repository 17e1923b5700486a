// Original file: proto/fanout/v1/fanout.proto


export interface WorkerId {
  'worker'?: (string);
  'backend'?: (string);
}

export interface WorkerId__Output {
  'worker': (string);
  'backend': (string);
}
