import { Failure } from '../../../domain/failure.ts';
import type { Origin } from '../../../domain/snapshot.ts';
import { targetId } from '../../../domain/target.ts';
import type { Deployment } from '../../kubernetes/types.ts';
import type { Progress, Ticket } from '../port.ts';
import { brake } from './brake.ts';
import { REVISION } from './names.ts';
import { deploymentPath } from './paths.ts';
import { differences, putBack } from './put-back.ts';
import { assertHeld, imageOf, isReady, lockOf } from './state.ts';
import type { View } from './view.ts';

/** The whole way back: brake, wait until only stable pods are there and ready, put every field back, read it all again. */
export async function restore(
  view: View,
  ticket: Ticket,
  origin: Origin,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  view.deployments.take(await brake(view.api, ticket, origin));
  await view.until(signal, () => {
    const { ready, others, replicas } = homeward(view, ticket, origin);
    progress(`going home: ${ready} of ${replicas} stable pods ready, ${others} candidates left`);
    return ready >= replicas && others === 0;
  });
  await putBack(view, ticket, origin);
  const fresh = await view.api.get<Deployment>(deploymentPath(ticket.target));
  const wrong = differences(fresh, origin);
  if (wrong.length > 0)
    throw new Failure('write-conflict', `${targetId(ticket.target)}: not as it was: ${wrong.join(', ')}`);
}

function homeward(view: View, ticket: Ticket, origin: Origin) {
  const { deployment } = view;
  const name = targetId(ticket.target);
  if (deployment?.metadata.uid !== ticket.uid || deployment.metadata.deletionTimestamp)
    throw new Failure('target-missing', `${name}: the Deployment is gone`);
  assertHeld(name, lockOf(deployment), ticket.lock);
  if (imageOf(deployment.spec.template, origin.container) !== origin.image)
    throw new Failure('other-hand', `${name}: somebody changed the template while it was going home`);
  const acted = deployment.status?.observedGeneration === deployment.metadata.generation;
  const revision = deployment.metadata.annotations?.[REVISION];
  const stable = view.owned.find((set) => acted && set.metadata.annotations?.[REVISION] === revision);
  const others = view.owned.filter((set) => set !== stable);
  return {
    replicas: deployment.spec.replicas,
    ready: stable ? view.podsOf(stable).filter(isReady).length : 0,
    others: others.reduce((sum, set) => sum + view.podsOf(set).length, 0),
  };
}
