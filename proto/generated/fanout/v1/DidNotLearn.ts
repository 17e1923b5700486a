// Original file: proto/fanout/v1/fanout.proto


export interface DidNotLearn {
  'chance'?: (number | string);
}

export interface DidNotLearn__Output {
  'chance': (number);
}
