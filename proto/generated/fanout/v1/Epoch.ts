// Original file: proto/fanout/v1/fanout.proto


export interface Epoch {
  'metrics'?: ({[key: string]: number | string});
}

export interface Epoch__Output {
  'metrics': ({[key: string]: number});
}
