import { after, atEnd, without, named, marked, told, up, back, pausedWith, swapped, GOES_NEXT } from './edits.ts';
import type { Corruption } from './edits.ts';
import { deployment, NEW, OLD, pod, promoted, replicaSet, wentHome } from './story.ts';

/** Each breaks a story in one way; the checker must find it. */
export const CORRUPTIONS: readonly Corruption[] = [
  [
    'an old pod goes before its stand-in is Ready',
    ['I1'],
    () =>
      told((s) => {
        s.come(2, false);
        s.remove('old-1');
        s.remove('old-2');
      }),
    { ...up, outcome: 'other' },
  ],
  [
    'a pod falls out of Ready',
    ['I1'],
    () =>
      told((s) => {
        s.change('Pod', 'old-1', { ready: false });
        s.change('Pod', 'old-2', { ready: false });
      }),
    { ...up, outcome: 'other' },
  ],
  [
    'pods fail, and one more is taken away',
    ['I1'],
    () =>
      told((s) => {
        s.change('Pod', 'old-1', { ready: false });
        s.remove('old-2');
      }),
    { ...up, outcome: 'other', podsFail: true },
  ],
  [
    'the endpoints miss a pod',
    ['I1'],
    () => told((s) => s.put({ kind: 'EndpointSlice', uid: 'slice', name: 'web', serving: ['old-1'] })),
    { ...up, outcome: 'other' },
  ],
  [
    'the endpoints were empty from the start',
    ['I1'],
    () => without(promoted(), ({ kind }) => kind === 'EndpointSlice'),
    up,
  ],
  [
    'a ReplicaSet asks for too many',
    ['I2'],
    () => told((s) => s.change('ReplicaSet', 'new', { replicas: 2 })),
    { ...up, outcome: 'other' },
  ],
  [
    'a pod too many is there',
    ['I2'],
    () =>
      told((s) => {
        s.put(replicaSet('odd', 'web:9', 1));
        s.change('ReplicaSet', 'new', { replicas: 1 });
        s.put(pod('odd-1', 'odd', {}));
      }),
    { ...up, outcome: 'other' },
  ],
  [
    'a pod of nobody is there',
    ['I2'],
    () => told((s) => s.put(pod('stray', 'nobody', {}))),
    { ...up, outcome: 'other' },
  ],
  ['an old pod comes back from the dead', ['I3'], () => atEnd(promoted(), pod('old-1', 'old', { ready: true })), up],
  [
    'an old pod goes twice',
    ['I3'],
    () => after(promoted(), named('old-1'), pod('old-1', 'old', {}), pod('old-1', 'old', { leaving: true })),
    { ...up, outcome: 'other' },
  ],
  [
    'the old revision makes a new pod on the way forward',
    ['I3'],
    () => after(promoted(), named('old-1'), pod('old-9', 'old', { ready: true })),
    up,
  ],
  [
    'a new pod is taken away on the way forward',
    ['I3'],
    () => told((s) => s.remove('new-1')),
    { ...up, outcome: 'other' },
  ],
  [
    'an old pod is never seen to go',
    ['I3'],
    () => without(promoted(), (fact, gone) => fact.kind === 'Pod' && fact.uid === 'old-3' && (fact.leaving || gone)),
    up,
  ],
  ['the second goes first', ['I4'], () => told((s) => s.remove('old-2')), { ...up, outcome: 'other' }],
  ['the last two change places', ['I4'], () => swapped(promoted(), 'old-2', 'old-3'), up],
  [
    'the template comes back with another label',
    ['I6'],
    () => atEnd(wentHome(), deployment({ spec: { template: { metadata: { labels: { x: 'y' } } } } })),
    back,
  ],
  ['minReadySeconds is not put back', ['I6'], () => atEnd(wentHome(), deployment({ minReadySeconds: 6 })), back],
  ['it stays paused', ['I6'], () => atEnd(wentHome(), deployment({ spec: { paused: true } })), back],
  [
    'the strategy is not put back',
    ['I6'],
    () => atEnd(promoted(), deployment({ image: NEW, spec: { strategy: { type: 'RollingUpdate' } } })),
    up,
  ],
  ['an annotation of others is lost', ['I6'], () => atEnd(wentHome(), { ...deployment({}), annotations: {} }), back],
  ['a label is added', ['I6'], () => atEnd(wentHome(), { ...deployment({}), labels: { x: 'y' } }), back],
  ['a candidate ReplicaSet still wants a pod', ['I7'], () => atEnd(wentHome(), replicaSet('new', NEW, 1)), back],
  [
    'the lock is left on the Deployment',
    ['I7'],
    () => atEnd(promoted(), deployment({ image: NEW, annotations: { 'tidegate.dev/lock': 'x' } })),
    up,
  ],
  [
    'the lock is left on a ReplicaSet',
    ['I7'],
    () => atEnd(promoted(), { ...replicaSet('old', OLD, 0), annotations: { 'tidegate.dev/lock': 'x' } }),
    up,
  ],
  [
    'a mark is left on a pod',
    ['I7'],
    () => atEnd(promoted(), { ...pod('new-1', 'new', { ready: true }), annotations: { 'tidegate.dev/mark': '' } }),
    up,
  ],
  [
    'a deletion cost is left on a pod',
    ['I7'],
    () => atEnd(promoted(), { ...pod('new-1', 'new', { ready: true }), annotations: GOES_NEXT }),
    up,
  ],
  ['a candidate runs after a rollback', ['I7'], () => promoted().timeline, back],
  ['the old image runs after a promotion', ['I7'], () => wentHome().timeline, up],
  ['a pod is not Ready at the end', ['I7'], () => atEnd(promoted(), pod('new-1', 'new', {})), up],
  [
    'the candidate is written again after the abort',
    ['I12'],
    () => after(wentHome(), named('new-1'), deployment({ image: NEW })),
    back,
  ],
  [
    'the latch is closed again after the abort',
    ['I12'],
    () => after(wentHome(), named('new-1'), deployment({ minReadySeconds: 2147483646 })),
    back,
  ],
  [
    'the old ReplicaSet is lowered after the abort',
    ['I12'],
    () => after(wentHome(), named('new-1'), replicaSet('old', OLD, 2)),
    back,
  ],
  [
    'two pods are marked after the abort',
    ['I12'],
    () => after(wentHome(), named('old-4'), marked('old-3'), marked('old-4')),
    back,
  ],
  ['a pod goes while it is paused', ['I13'], () => pausedWith(pod('old-2', 'old', { leaving: true })), up],
  ['a ReplicaSet is scaled while it is paused', ['I13'], () => pausedWith(replicaSet('old', OLD, 1)), up],
  [
    'the Deployment is written while it is paused',
    ['I13'],
    () => pausedWith(deployment({ image: NEW, minReadySeconds: 7 })),
    up,
  ],
];
