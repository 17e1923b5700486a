// Original file: proto/fanout/v1/fanout.proto


export interface Series {
  'values'?: (number | string)[];
}

export interface Series__Output {
  'values': (number)[];
}
