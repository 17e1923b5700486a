// Original file: proto/fanout/v1/fanout.proto


export interface ReportReply {
}

export interface ReportReply__Output {
}
