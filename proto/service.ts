import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChannelOptions, ServiceDefinition } from '@grpc/grpc-js';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/fanout.ts';

/** Every message is capped: a manifest of a large study fits many times, a runaway message does not. */
export const LARGEST_MESSAGE = 1024 * 1024;

/**
 * Options of both ends of a channel: size caps, keepalive pings that notice a peer which is gone, and no
 * proxy.
 */
export const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.max_receive_message_length': LARGEST_MESSAGE,
  'grpc.max_send_message_length': LARGEST_MESSAGE,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
  // A coordinator is on this machine or in this cluster: no proxy is asked for it, and none gets to see its
  // token.
  'grpc.enable_http_proxy': 0,
};

const root = dirname(fileURLToPath(import.meta.url));

function load(): ProtoGrpcType['fanout']['v1'] {
  const definition = loadSync(join('fanout', 'v1', 'fanout.proto'), {
    includeDirs: [root],
    // As the committed types were generated (proto/generate.mjs): a difference here would make them lie.
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  return (loadPackageDefinition(definition) as unknown as ProtoGrpcType).fanout.v1;
}

const contract = load();

/** The client's constructor. */
export const CoordinatorStub = contract.Coordinator;

/** The service's definition, for a server and its handlers. */
export const coordinatorService: ServiceDefinition = contract.Coordinator.service;

/**
 * In a call's metadata, with a token that is for one worker of one run: which run, and what the worker's name
 * begins with.
 */
export const RUN_METADATA = 'fanout-run';
export const WORKER_METADATA = 'fanout-worker';
