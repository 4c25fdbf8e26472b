import { environmentFor } from '../worker.ts';
import type { Say } from '../run.ts';
import type { AnyStack } from '../stack.ts';
import { imagesOf } from './app.ts';
import { tidegateOf } from './command.ts';

const TARGET = 'production/web-app';
const GOOD = 'web-app:v1.3.0';
const BAD = 'web-app:v1.4.0-bad';
/** Exit code of `tidegate deploy --wait` when the new version did not stay. */
const ROLLED_BACK = 2;

/** Both rollouts and what they left behind. True when the good one stayed and the bad one went home. */
export async function tour(stack: AnyStack, say: Say, signal: AbortSignal): Promise<boolean> {
  const { temporal, prometheus } = stack;
  const ui = temporal.uiUrl ? { TEMPORAL_UI_URL: temporal.uiUrl } : {};
  const environment = { ...environmentFor(temporal), ...ui, PROMETHEUS_URL: prometheus.url };
  const tidegate = tidegateOf(environment, (line) => say(line), signal);

  say(`\nA good version: ${GOOD}, 0.1 % of its requests fail.`);
  const good = await tidegate.show('deploy', '-f', 'examples/web-app/demo.yaml', '--wait');
  const afterGood = await said(stack, good, say);
  if (good !== 0) return false;

  say(`\nA bad version: ${BAD}, 20 % of its requests fail. Everything else as in the last rollout.`);
  const bad = await tidegate.show('deploy', BAD, '--target', TARGET, '--wait');
  const afterBad = await said(stack, bad, say);

  say('\nWhat is on record:');
  await tidegate.show('history', TARGET);
  await tidegate.excerpt(REPORT_LINES, 'report', TARGET);
  say('');
  return bad === ROLLED_BACK && [afterGood, afterBad].every((image) => image === GOOD);
}

const REPORT_LINES = 12;

/** Tells the exit code and, from the cluster itself, what runs. Returns the one image that all six pods run. */
async function said(stack: AnyStack, code: number, say: Say): Promise<string | undefined> {
  const images = [...(await imagesOf(stack))].map(([image, pods]) => [image.replace(/@.*/, ''), pods] as const);
  say(
    `Exit code ${code}. Seen in the cluster: ${images.map(([image, pods]) => `${pods} pods of ${image}`).join(', ')}.`,
  );
  const [only] = images;
  return images.length === 1 && only?.[1] === 6 ? only[0] : undefined;
}
