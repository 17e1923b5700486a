// Original file: proto/fanout/v1/fanout.proto


export interface GetRunRequest {
  'run'?: (string);
}

export interface GetRunRequest__Output {
  'run': (string);
}
