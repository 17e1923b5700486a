// Original file: proto/fanout/v1/fanout.proto


export interface KeepLogReply {
}

export interface KeepLogReply__Output {
}
