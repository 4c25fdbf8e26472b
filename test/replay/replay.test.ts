import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { before, describe, it } from 'mocha';
import { strategies } from '../../domain/strategies/index.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { SECRET } from '../record/planted.ts';
import { quietRuntime } from '../support/quiet-runtime.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));
const FILES = readdirSync(FOLDER).toSorted();

/** Longer, and a run would no longer replay well within the time of a workflow task. */
const MOST_EVENTS = 1_000;
/** Bytes; what is recorded is kept in the repository for ever. */
const LARGEST = 300_000;

interface History {
  readonly events: readonly {
    readonly eventType: string;
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}

const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const historyOf = (file: string): History => JSON.parse(textOf(file)) as History;

/** What each history is replayed to: undefined when today's workflows do the same as when it was recorded. */
async function replay(histories: Readonly<Record<string, History>>): Promise<ReadonlyMap<string, Error | undefined>> {
  const iterable = Object.entries(histories).map(([workflowId, history]) => ({ workflowId, history }));
  const results = Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, iterable);
  const seen = new Map<string, Error | undefined>();
  for await (const { workflowId, error } of results) seen.set(workflowId, error);
  return seen;
}

describe('recorded histories', function () {
  this.timeout(60_000);
  let replayed: ReadonlyMap<string, Error | undefined>;

  before(async () => {
    quietRuntime();
    replayed = await replay(Object.fromEntries(FILES.map((file) => [file, historyOf(file)])));
  });

  for (const file of FILES)
    it(`given ${file}, today’s workflows do the same; npm run record makes it anew`, () => {
      assert.ok(replayed.has(file));
      assert.equal(replayed.get(file), undefined);
    });

  it('given a history in which another activity was called, the replay says so', async () => {
    const history = historyOf('conservative-promoted.json');
    const changed = history.events.find(
      (event) => event.activityTaskScheduledEventAttributes?.activityType.name === 'watch',
    );
    if (!changed?.activityTaskScheduledEventAttributes) throw new Error('nothing was watched');
    changed.activityTaskScheduledEventAttributes.activityType.name = 'replan';

    const error = (await replay({ changed: history })).get('changed');

    assert.ok(error instanceof DeterminismViolationError, String(error));
  });

  it('cover every strategy, promoted and rolled back', () => {
    const wanted = Object.keys(strategies).flatMap((kind) => [`${kind}-promoted.json`, `${kind}-rolled-back.json`]);

    assert.deepEqual(
      wanted.filter((file) => !FILES.includes(file)),
      [],
    );
  });

  it('cover a run that was continued as a new one, with what it had', () => {
    const last = historyOf('continued-1.json').events.at(-1);

    assert.equal(last?.eventType, 'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
    assert.match(decoded(textOf('continued-2.json')), /approved board: a recorded story/);
  });

  for (const file of FILES)
    it(`given ${file}, it is short, small and shows no secret and no folder of whoever recorded it`, () => {
      const text = textOf(file);
      const hidden = Buffer.from(SECRET).toString('base64').replace(/=+$/, '').slice(0, -1);

      assert.ok(historyOf(file).events.length <= MOST_EVENTS);
      assert.ok(statSync(join(FOLDER, file)).size <= LARGEST);
      for (const form of [text, decoded(text)])
        for (const never of [SECRET, hidden, ROOT]) assert.ok(!form.includes(never), never);
    });
});

/** Every payload of a history as the text it carries. */
const decoded = (text: string): string =>
  [...text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)]
    .map(([, data = '']) => Buffer.from(data, 'base64').toString())
    .join('\n');

describe('the protobuf library', () => {
  it('is installed once in its present major version: histories are read by the one that wrote them', () => {
    const tree = execFileSync('npm', ['ls', 'protobufjs', '--all', '--parseable', '--long'], { encoding: 'utf8' });
    const versions = tree
      .split('\n')
      .flatMap((line) => /^(.*):protobufjs@(8\.[\d.]+)/.exec(line)?.slice(1, 3).join(' ') ?? []);

    assert.equal(new Set(versions).size, 1, versions.join('\n'));
  });
});
