// Original file: proto/fanout/v1/fanout.proto


export interface HeartbeatReply {
}

export interface HeartbeatReply__Output {
}
