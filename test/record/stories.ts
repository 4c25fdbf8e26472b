import { strategies } from '../../domain/strategies/index.ts';
import type { RolloutInput } from '../../domain/rollout.ts';
import type { Outcome } from '../../domain/verdict.ts';
import type { Phase, Status } from '../../workflows/messages.ts';
import type { Rollouts } from '../../clients/rollouts.ts';
import type { Slot } from '../chaos/slots.ts';
import { eventually } from '../support/eventually.ts';
import type { App } from '../support/rig.ts';

/** A rollout that is told how to go, so that its history can be recorded. */
export interface Story {
  readonly replicas: number;
  readonly image?: string;
  readonly spec?: Partial<RolloutInput['spec']>;
  readonly meanwhile?: (scene: Scene) => Promise<unknown>;
  /** How it must end; undefined for a run that ends without an outcome. */
  readonly ends: Outcome['is'] | undefined;
}

export interface Scene {
  readonly slot: Slot;
  readonly app: App;
  readonly rollouts: Rollouts;
}

const QUICK = {
  stabilization: { for: '200ms', readyWithin: '2s' },
  monitor: { for: '200ms', every: '100ms' },
} as const;
const SOAKING = { ...QUICK, monitor: { for: '10m', every: '1s' } } as const;
const APPROVED = { ...QUICK, approvals: [{ name: 'board', before: 'start' as const, deadline: '10m' as const }] };
const GATES = {
  gates: { preDeployment: [{ kubernetes: {} }], finalValidation: [{ kubernetes: { ask: ['healthy-pods' as const] } }] },
};
const FAILING = {
  gates: { finalValidation: [{ http: { url: 'http://127.0.0.1:9/', samples: 1, timeout: '200ms' as const } }] },
  onInconclusive: { retryFor: '100ms' as const },
};
/** What a strategy cannot do without; the others go with their defaults. */
const NEEDS: Readonly<Record<string, object>> = {
  marketAware: { market: 'XNYS', volatility: 'calm', volume: 'calm', averageVolume: 'calm' },
};
const METRICS = { calm: { source: { prometheus: { query: 'vector(0.2)' } } } };
const HAND = { by: 'grace', why: 'a recorded story' };

/** Every strategy there is, with the outcome of a good image and of a bad one; then what people and Temporal can do. */
export const STORIES: Readonly<Record<string, Story>> = {
  ...Object.fromEntries(Object.keys(strategies).flatMap(ofStrategy)),
  refused: { replicas: 0, ends: 'refused' },
  'refused-by-gate': {
    replicas: 1,
    spec: { ...QUICK, ...FAILING, gates: { preDeployment: FAILING.gates.finalValidation } },
    ends: 'refused',
  },
  aborted: { replicas: 1, spec: SOAKING, meanwhile: during('monitoring', 'abort'), ends: 'rolled-back' },
  'aborted-untouched': { replicas: 1, spec: APPROVED, meanwhile: during('waiting-approval', 'abort'), ends: 'refused' },
  approved: { replicas: 1, spec: APPROVED, meanwhile: approve, ends: 'promoted' },
  'not-approved': {
    replicas: 1,
    spec: { ...QUICK, approvals: [{ name: 'board', before: 'promotion', deadline: '1s' }] },
    ends: 'rolled-back',
  },
  paused: {
    replicas: 1,
    spec: APPROVED,
    meanwhile: async (scene) => {
      await during('waiting-approval', 'pause')(scene);
      await approve(scene);
      await during('paused', 'resume')(scene);
    },
    ends: 'promoted',
  },
  skipped: { replicas: 1, spec: SOAKING, meanwhile: during('monitoring', 'promote'), ends: 'promoted' },
  'held-promoted': {
    replicas: 1,
    spec: { ...QUICK, ...FAILING, onFailure: 'hold' },
    meanwhile: during('held', 'promote'),
    ends: 'promoted',
  },
  'held-aborted': {
    replicas: 1,
    spec: { ...QUICK, ...FAILING, onFailure: 'hold' },
    meanwhile: during('held', 'abort'),
    ends: 'rolled-back',
  },
  'out-of-time': { replicas: 1, spec: { ...SOAKING, deadline: '3s' }, ends: 'rolled-back' },
  cancelled: {
    replicas: 1,
    spec: SOAKING,
    meanwhile: async (scene) => {
      await phase(scene, 'monitoring');
      await handleOf(scene).cancel();
    },
    ends: undefined,
  },
  continued: { replicas: 1, spec: APPROVED, meanwhile: fillRun, ends: 'promoted' },
};

function ofStrategy(kind: string): readonly (readonly [string, Story])[] {
  const strategy = { [kind]: NEEDS[kind] ?? {} } as RolloutInput['spec']['strategy']; // the registry's own name
  return [
    [`${kind}-promoted`, { replicas: 3, spec: { ...QUICK, ...GATES, metrics: METRICS, strategy }, ends: 'promoted' }],
    [
      `${kind}-rolled-back`,
      { replicas: 3, image: 'web:2-neverready', spec: { ...QUICK, metrics: METRICS, strategy }, ends: 'rolled-back' },
    ],
  ];
}

const handleOf = ({ slot, app: { target } }: Scene) =>
  slot.client.workflow.getHandle(`target/default/${target.namespace}/deployment/${target.name}`);

const phase = ({ rollouts, app: { target } }: Scene, wanted: Phase): Promise<Status> =>
  eventually(
    `${target.namespace} is ${wanted}`,
    async () => (await rollouts.status(target)).status,
    (status) => status.phase === wanted,
  );

function during(wanted: Phase, command: 'abort' | 'pause' | 'resume' | 'promote') {
  return async (scene: Scene): Promise<void> => {
    await phase(scene, wanted);
    await scene.rollouts.command(scene.app.target, command, HAND);
  };
}

async function approve(scene: Scene): Promise<void> {
  await phase(scene, 'waiting-approval');
  await scene.rollouts.command(scene.app.target, 'approve', { gate: 'board', ...HAND });
}

/** Signals that nobody knows make the run so long that it is continued as a new one when the approval comes. */
async function fillRun(scene: Scene): Promise<void> {
  await phase(scene, 'waiting-approval');
  const handle = handleOf(scene);
  while ((await handle.describe()).historyLength <= LONGEST_RUN)
    for (let i = 0; i < 20; i += 1) await handle.signal('noise');
  await approve(scene);
}

/** What workflows/effects.ts takes for long. */
const LONGEST_RUN = 700;
