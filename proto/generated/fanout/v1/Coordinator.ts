// Original file: proto/fanout/v1/fanout.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BeginReply as _fanout_v1_BeginReply, BeginReply__Output as _fanout_v1_BeginReply__Output } from '../../fanout/v1/BeginReply.ts';
import type { BeginRequest as _fanout_v1_BeginRequest, BeginRequest__Output as _fanout_v1_BeginRequest__Output } from '../../fanout/v1/BeginRequest.ts';
import type { CompleteReply as _fanout_v1_CompleteReply, CompleteReply__Output as _fanout_v1_CompleteReply__Output } from '../../fanout/v1/CompleteReply.ts';
import type { CompleteRequest as _fanout_v1_CompleteRequest, CompleteRequest__Output as _fanout_v1_CompleteRequest__Output } from '../../fanout/v1/CompleteRequest.ts';
import type { GetRunReply as _fanout_v1_GetRunReply, GetRunReply__Output as _fanout_v1_GetRunReply__Output } from '../../fanout/v1/GetRunReply.ts';
import type { GetRunRequest as _fanout_v1_GetRunRequest, GetRunRequest__Output as _fanout_v1_GetRunRequest__Output } from '../../fanout/v1/GetRunRequest.ts';
import type { HeartbeatReply as _fanout_v1_HeartbeatReply, HeartbeatReply__Output as _fanout_v1_HeartbeatReply__Output } from '../../fanout/v1/HeartbeatReply.ts';
import type { HeartbeatRequest as _fanout_v1_HeartbeatRequest, HeartbeatRequest__Output as _fanout_v1_HeartbeatRequest__Output } from '../../fanout/v1/HeartbeatRequest.ts';
import type { KeepLogReply as _fanout_v1_KeepLogReply, KeepLogReply__Output as _fanout_v1_KeepLogReply__Output } from '../../fanout/v1/KeepLogReply.ts';
import type { KeepLogRequest as _fanout_v1_KeepLogRequest, KeepLogRequest__Output as _fanout_v1_KeepLogRequest__Output } from '../../fanout/v1/KeepLogRequest.ts';
import type { Progress as _fanout_v1_Progress, Progress__Output as _fanout_v1_Progress__Output } from '../../fanout/v1/Progress.ts';
import type { ReleaseReply as _fanout_v1_ReleaseReply, ReleaseReply__Output as _fanout_v1_ReleaseReply__Output } from '../../fanout/v1/ReleaseReply.ts';
import type { ReleaseRequest as _fanout_v1_ReleaseRequest, ReleaseRequest__Output as _fanout_v1_ReleaseRequest__Output } from '../../fanout/v1/ReleaseRequest.ts';
import type { ReportReply as _fanout_v1_ReportReply, ReportReply__Output as _fanout_v1_ReportReply__Output } from '../../fanout/v1/ReportReply.ts';

export interface CoordinatorClient extends grpc.Client {
  Begin(argument: _fanout_v1_BeginRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  Begin(argument: _fanout_v1_BeginRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  Begin(argument: _fanout_v1_BeginRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  Begin(argument: _fanout_v1_BeginRequest, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  begin(argument: _fanout_v1_BeginRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  begin(argument: _fanout_v1_BeginRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  begin(argument: _fanout_v1_BeginRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  begin(argument: _fanout_v1_BeginRequest, callback: grpc.requestCallback<_fanout_v1_BeginReply__Output>): grpc.ClientUnaryCall;
  
  Complete(argument: _fanout_v1_CompleteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  Complete(argument: _fanout_v1_CompleteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  Complete(argument: _fanout_v1_CompleteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  Complete(argument: _fanout_v1_CompleteRequest, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  complete(argument: _fanout_v1_CompleteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  complete(argument: _fanout_v1_CompleteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  complete(argument: _fanout_v1_CompleteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  complete(argument: _fanout_v1_CompleteRequest, callback: grpc.requestCallback<_fanout_v1_CompleteReply__Output>): grpc.ClientUnaryCall;
  
  GetRun(argument: _fanout_v1_GetRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _fanout_v1_GetRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _fanout_v1_GetRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _fanout_v1_GetRunRequest, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  getRun(argument: _fanout_v1_GetRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  getRun(argument: _fanout_v1_GetRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  getRun(argument: _fanout_v1_GetRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  getRun(argument: _fanout_v1_GetRunRequest, callback: grpc.requestCallback<_fanout_v1_GetRunReply__Output>): grpc.ClientUnaryCall;
  
  Heartbeat(argument: _fanout_v1_HeartbeatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  Heartbeat(argument: _fanout_v1_HeartbeatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  Heartbeat(argument: _fanout_v1_HeartbeatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  Heartbeat(argument: _fanout_v1_HeartbeatRequest, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  heartbeat(argument: _fanout_v1_HeartbeatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  heartbeat(argument: _fanout_v1_HeartbeatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  heartbeat(argument: _fanout_v1_HeartbeatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  heartbeat(argument: _fanout_v1_HeartbeatRequest, callback: grpc.requestCallback<_fanout_v1_HeartbeatReply__Output>): grpc.ClientUnaryCall;
  
  KeepLog(argument: _fanout_v1_KeepLogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  KeepLog(argument: _fanout_v1_KeepLogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  KeepLog(argument: _fanout_v1_KeepLogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  KeepLog(argument: _fanout_v1_KeepLogRequest, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  keepLog(argument: _fanout_v1_KeepLogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  keepLog(argument: _fanout_v1_KeepLogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  keepLog(argument: _fanout_v1_KeepLogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  keepLog(argument: _fanout_v1_KeepLogRequest, callback: grpc.requestCallback<_fanout_v1_KeepLogReply__Output>): grpc.ClientUnaryCall;
  
  Release(argument: _fanout_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  Release(argument: _fanout_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  Release(argument: _fanout_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  Release(argument: _fanout_v1_ReleaseRequest, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  release(argument: _fanout_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  release(argument: _fanout_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  release(argument: _fanout_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  release(argument: _fanout_v1_ReleaseRequest, callback: grpc.requestCallback<_fanout_v1_ReleaseReply__Output>): grpc.ClientUnaryCall;
  
  Report(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  Report(metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  Report(options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  Report(callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  report(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  report(metadata: grpc.Metadata, callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  report(options: grpc.CallOptions, callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  report(callback: grpc.requestCallback<_fanout_v1_ReportReply__Output>): grpc.ClientWritableStream<_fanout_v1_Progress>;
  
}

export interface CoordinatorHandlers extends grpc.UntypedServiceImplementation {
  Begin: grpc.handleUnaryCall<_fanout_v1_BeginRequest__Output, _fanout_v1_BeginReply>;
  
  Complete: grpc.handleUnaryCall<_fanout_v1_CompleteRequest__Output, _fanout_v1_CompleteReply>;
  
  GetRun: grpc.handleUnaryCall<_fanout_v1_GetRunRequest__Output, _fanout_v1_GetRunReply>;
  
  Heartbeat: grpc.handleUnaryCall<_fanout_v1_HeartbeatRequest__Output, _fanout_v1_HeartbeatReply>;
  
  KeepLog: grpc.handleUnaryCall<_fanout_v1_KeepLogRequest__Output, _fanout_v1_KeepLogReply>;
  
  Release: grpc.handleUnaryCall<_fanout_v1_ReleaseRequest__Output, _fanout_v1_ReleaseReply>;
  
  Report: grpc.handleClientStreamingCall<_fanout_v1_Progress__Output, _fanout_v1_ReportReply>;
  
}

export interface CoordinatorDefinition extends grpc.ServiceDefinition {
  Begin: MethodDefinition<_fanout_v1_BeginRequest, _fanout_v1_BeginReply, _fanout_v1_BeginRequest__Output, _fanout_v1_BeginReply__Output>
  Complete: MethodDefinition<_fanout_v1_CompleteRequest, _fanout_v1_CompleteReply, _fanout_v1_CompleteRequest__Output, _fanout_v1_CompleteReply__Output>
  GetRun: MethodDefinition<_fanout_v1_GetRunRequest, _fanout_v1_GetRunReply, _fanout_v1_GetRunRequest__Output, _fanout_v1_GetRunReply__Output>
  Heartbeat: MethodDefinition<_fanout_v1_HeartbeatRequest, _fanout_v1_HeartbeatReply, _fanout_v1_HeartbeatRequest__Output, _fanout_v1_HeartbeatReply__Output>
  KeepLog: MethodDefinition<_fanout_v1_KeepLogRequest, _fanout_v1_KeepLogReply, _fanout_v1_KeepLogRequest__Output, _fanout_v1_KeepLogReply__Output>
  Release: MethodDefinition<_fanout_v1_ReleaseRequest, _fanout_v1_ReleaseReply, _fanout_v1_ReleaseRequest__Output, _fanout_v1_ReleaseReply__Output>
  Report: MethodDefinition<_fanout_v1_Progress, _fanout_v1_ReportReply, _fanout_v1_Progress__Output, _fanout_v1_ReportReply__Output>
}
