// Original file: proto/fanout/v1/fanout.proto

export const Recording = {
  RECORDING_UNSPECIFIED: 'RECORDING_UNSPECIFIED',
  RECORDING_RECORDED: 'RECORDING_RECORDED',
  RECORDING_ALREADY: 'RECORDING_ALREADY',
  RECORDING_REJECTED: 'RECORDING_REJECTED',
} as const;

export type Recording =
  | 'RECORDING_UNSPECIFIED'
  | 0
  | 'RECORDING_RECORDED'
  | 1
  | 'RECORDING_ALREADY'
  | 2
  | 'RECORDING_REJECTED'
  | 3

export type Recording__Output = typeof Recording[keyof typeof Recording]
