// Original file: proto/fanout/v1/fanout.proto


export interface DeadStart {
  'layer'?: (string);
}

export interface DeadStart__Output {
  'layer': (string);
}
