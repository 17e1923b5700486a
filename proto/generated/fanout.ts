import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { BeginReply as _fanout_v1_BeginReply, BeginReply__Output as _fanout_v1_BeginReply__Output } from './fanout/v1/BeginReply.ts';
import type { BeginRequest as _fanout_v1_BeginRequest, BeginRequest__Output as _fanout_v1_BeginRequest__Output } from './fanout/v1/BeginRequest.ts';
import type { CompleteReply as _fanout_v1_CompleteReply, CompleteReply__Output as _fanout_v1_CompleteReply__Output } from './fanout/v1/CompleteReply.ts';
import type { CompleteRequest as _fanout_v1_CompleteRequest, CompleteRequest__Output as _fanout_v1_CompleteRequest__Output } from './fanout/v1/CompleteRequest.ts';
import type { CoordinatorClient as _fanout_v1_CoordinatorClient, CoordinatorDefinition as _fanout_v1_CoordinatorDefinition } from './fanout/v1/Coordinator.ts';
import type { DeadStart as _fanout_v1_DeadStart, DeadStart__Output as _fanout_v1_DeadStart__Output } from './fanout/v1/DeadStart.ts';
import type { DidNotLearn as _fanout_v1_DidNotLearn, DidNotLearn__Output as _fanout_v1_DidNotLearn__Output } from './fanout/v1/DidNotLearn.ts';
import type { Diverged as _fanout_v1_Diverged, Diverged__Output as _fanout_v1_Diverged__Output } from './fanout/v1/Diverged.ts';
import type { Finding as _fanout_v1_Finding, Finding__Output as _fanout_v1_Finding__Output } from './fanout/v1/Finding.ts';
import type { GetRunReply as _fanout_v1_GetRunReply, GetRunReply__Output as _fanout_v1_GetRunReply__Output } from './fanout/v1/GetRunReply.ts';
import type { GetRunRequest as _fanout_v1_GetRunRequest, GetRunRequest__Output as _fanout_v1_GetRunRequest__Output } from './fanout/v1/GetRunRequest.ts';
import type { HeartbeatReply as _fanout_v1_HeartbeatReply, HeartbeatReply__Output as _fanout_v1_HeartbeatReply__Output } from './fanout/v1/HeartbeatReply.ts';
import type { HeartbeatRequest as _fanout_v1_HeartbeatRequest, HeartbeatRequest__Output as _fanout_v1_HeartbeatRequest__Output } from './fanout/v1/HeartbeatRequest.ts';
import type { KeepLogReply as _fanout_v1_KeepLogReply, KeepLogReply__Output as _fanout_v1_KeepLogReply__Output } from './fanout/v1/KeepLogReply.ts';
import type { KeepLogRequest as _fanout_v1_KeepLogRequest, KeepLogRequest__Output as _fanout_v1_KeepLogRequest__Output } from './fanout/v1/KeepLogRequest.ts';
import type { LayerSample as _fanout_v1_LayerSample, LayerSample__Output as _fanout_v1_LayerSample__Output } from './fanout/v1/LayerSample.ts';
import type { LayerState as _fanout_v1_LayerState, LayerState__Output as _fanout_v1_LayerState__Output } from './fanout/v1/LayerState.ts';
import type { Progress as _fanout_v1_Progress, Progress__Output as _fanout_v1_Progress__Output } from './fanout/v1/Progress.ts';
import type { ReleaseReply as _fanout_v1_ReleaseReply, ReleaseReply__Output as _fanout_v1_ReleaseReply__Output } from './fanout/v1/ReleaseReply.ts';
import type { ReleaseRequest as _fanout_v1_ReleaseRequest, ReleaseRequest__Output as _fanout_v1_ReleaseRequest__Output } from './fanout/v1/ReleaseRequest.ts';
import type { ReportReply as _fanout_v1_ReportReply, ReportReply__Output as _fanout_v1_ReportReply__Output } from './fanout/v1/ReportReply.ts';
import type { Series as _fanout_v1_Series, Series__Output as _fanout_v1_Series__Output } from './fanout/v1/Series.ts';
import type { TrialProgress as _fanout_v1_TrialProgress, TrialProgress__Output as _fanout_v1_TrialProgress__Output } from './fanout/v1/TrialProgress.ts';
import type { WorkerId as _fanout_v1_WorkerId, WorkerId__Output as _fanout_v1_WorkerId__Output } from './fanout/v1/WorkerId.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  fanout: {
    v1: {
      BeginReply: MessageTypeDefinition<_fanout_v1_BeginReply, _fanout_v1_BeginReply__Output>
      BeginRequest: MessageTypeDefinition<_fanout_v1_BeginRequest, _fanout_v1_BeginRequest__Output>
      CompleteReply: MessageTypeDefinition<_fanout_v1_CompleteReply, _fanout_v1_CompleteReply__Output>
      CompleteRequest: MessageTypeDefinition<_fanout_v1_CompleteRequest, _fanout_v1_CompleteRequest__Output>
      Coordinator: SubtypeConstructor<typeof grpc.Client, _fanout_v1_CoordinatorClient> & { service: _fanout_v1_CoordinatorDefinition }
      DeadStart: MessageTypeDefinition<_fanout_v1_DeadStart, _fanout_v1_DeadStart__Output>
      Decision: EnumTypeDefinition
      DidNotLearn: MessageTypeDefinition<_fanout_v1_DidNotLearn, _fanout_v1_DidNotLearn__Output>
      Diverged: MessageTypeDefinition<_fanout_v1_Diverged, _fanout_v1_Diverged__Output>
      Finding: MessageTypeDefinition<_fanout_v1_Finding, _fanout_v1_Finding__Output>
      GetRunReply: MessageTypeDefinition<_fanout_v1_GetRunReply, _fanout_v1_GetRunReply__Output>
      GetRunRequest: MessageTypeDefinition<_fanout_v1_GetRunRequest, _fanout_v1_GetRunRequest__Output>
      HeartbeatReply: MessageTypeDefinition<_fanout_v1_HeartbeatReply, _fanout_v1_HeartbeatReply__Output>
      HeartbeatRequest: MessageTypeDefinition<_fanout_v1_HeartbeatRequest, _fanout_v1_HeartbeatRequest__Output>
      KeepLogReply: MessageTypeDefinition<_fanout_v1_KeepLogReply, _fanout_v1_KeepLogReply__Output>
      KeepLogRequest: MessageTypeDefinition<_fanout_v1_KeepLogRequest, _fanout_v1_KeepLogRequest__Output>
      LayerSample: MessageTypeDefinition<_fanout_v1_LayerSample, _fanout_v1_LayerSample__Output>
      LayerState: MessageTypeDefinition<_fanout_v1_LayerState, _fanout_v1_LayerState__Output>
      Progress: MessageTypeDefinition<_fanout_v1_Progress, _fanout_v1_Progress__Output>
      Recording: EnumTypeDefinition
      ReleaseReply: MessageTypeDefinition<_fanout_v1_ReleaseReply, _fanout_v1_ReleaseReply__Output>
      ReleaseRequest: MessageTypeDefinition<_fanout_v1_ReleaseRequest, _fanout_v1_ReleaseRequest__Output>
      ReportReply: MessageTypeDefinition<_fanout_v1_ReportReply, _fanout_v1_ReportReply__Output>
      Series: MessageTypeDefinition<_fanout_v1_Series, _fanout_v1_Series__Output>
      TrialProgress: MessageTypeDefinition<_fanout_v1_TrialProgress, _fanout_v1_TrialProgress__Output>
      WorkerId: MessageTypeDefinition<_fanout_v1_WorkerId, _fanout_v1_WorkerId__Output>
      WorkerState: EnumTypeDefinition
    }
  }
}

