// Original file: proto/fanout/v1/fanout.proto

import type { Long } from '@grpc/proto-loader';

export interface Diverged {
  'step'?: (number | string | Long);
}

export interface Diverged__Output {
  'step': (number);
}
