// Original file: proto/fanout/v1/fanout.proto

export const Decision = {
  DECISION_UNSPECIFIED: 'DECISION_UNSPECIFIED',
  DECISION_TRAIN: 'DECISION_TRAIN',
  DECISION_DISCARD: 'DECISION_DISCARD',
  DECISION_RETURN: 'DECISION_RETURN',
} as const;

export type Decision =
  | 'DECISION_UNSPECIFIED'
  | 0
  | 'DECISION_TRAIN'
  | 1
  | 'DECISION_DISCARD'
  | 2
  | 'DECISION_RETURN'
  | 3

export type Decision__Output = typeof Decision[keyof typeof Decision]
