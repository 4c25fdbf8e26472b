import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes of a rollout; registered by the worker at start-up. Never anything secret: they are not encoded. */
export const ApplicationAttribute = defineSearchAttributeKey('TidegateApplication', 'KEYWORD');
export const EnvironmentAttribute = defineSearchAttributeKey('TidegateEnvironment', 'KEYWORD');
export const ClusterAttribute = defineSearchAttributeKey('TidegateCluster', 'KEYWORD');
export const PhaseAttribute = defineSearchAttributeKey('TidegatePhase', 'KEYWORD');
export const OutcomeAttribute = defineSearchAttributeKey('TidegateOutcome', 'KEYWORD');

export const ATTRIBUTES = [
  ApplicationAttribute,
  EnvironmentAttribute,
  ClusterAttribute,
  PhaseAttribute,
  OutcomeAttribute,
] as const;
