// Original file: proto/fanout/v1/fanout.proto


export interface GetRunReply {
  'manifestJson'?: (string);
}

export interface GetRunReply__Output {
  'manifestJson': (string);
}
