import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../infra/devstack/run.ts';
import { temporaryFolder } from '../support/folders.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Settings of the user's that the demo obeys; a test's outcome must not depend on them, nor may it write there. */
const THEIRS = /^(TEMPORAL_|TIDEGATE_(KUBECONFIG|RECORDS)|PROMETHEUS_URL|SLACK_|DEPLOYMENT_WEBHOOK|CI$|FORCE_COLOR)/;

interface Ran {
  readonly code: number | null;
  readonly text: string;
}

async function demo(state: string): Promise<Ran> {
  const theirs = Object.entries(process.env).filter(([name]) => !THEIRS.test(name));
  // One pipe for both streams, so that their lines stay in order.
  const child = spawn('sh', ['-c', 'exec sh infra/devstack/run.sh demo.ts 2>&1'], {
    cwd: ROOT,
    env: { ...Object.fromEntries(theirs), XDG_STATE_HOME: state },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => void (text += more));
  const [code] = (await once(child, 'close')) as [number | null]; // all that the event carries first
  return { code, text };
}

/** What is different in every run and on every machine. The order matters: a time is made of numbers. */
const PARTICULARS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/\d\d:\d\d:\d\dZ/g, '<clock>'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/digest [0-9a-f]{12}/g, 'digest <digest>'],
  [/\bweb-app-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g, '<pod>'],
  [/(\bby |\s)\S+@\S+/g, '$1<user>'],
  [/\b\d+(\.\d+)?(?=s? )|:\d{4,5}\b/g, '<number>'],
  [/ +/g, ' '],
];

/** The line with whatever is particular to one run taken out. */
const kindOf = (line: string): string =>
  PARTICULARS.reduce((text, [pattern, name]) => text.replace(pattern, name), line).trim();

/** The demo's output as README.md shows it; `…` stands where lines were left out. */
function shownInReadme(): readonly string[] {
  const [, block] = /```text\n(\$ npm run demo\n.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  assert.ok(block, 'README.md shows a run of `npm run demo`');
  return block.split('\n').filter((line) => !['', '…', '$ npm run demo'].includes(line.trim()));
}

describe('npm run demo', function () {
  this.timeout(180_000);
  let state: string;
  let ran: Ran;

  before(async () => {
    state = await temporaryFolder('demo');
    ran = await demo(state);
  });

  it('rolls a good version out, sees a bad one go home, and says so with exit code 0', () => {
    assert.equal(ran.code, 0, ran.text);
    assert.match(
      ran.text,
      /SUCCESS Promoted: every step passed\nExit code 0\. Seen in the cluster: 6 pods of web-app:v1\.3\.0\./,
    );
    assert.match(
      ran.text,
      /ERROR Rolled back: error_rate_percentage: 20 % seen, at most 1 % expected\nExit code 2\. Seen in the cluster: 6 pods of web-app:v1\.3\.0\./,
    );
  });

  it('prints the address of each run in the Temporal UI', () => {
    assert.equal(
      ran.text.match(/^Temporal: http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/.+\/history$/gm)?.length,
      2,
    );
  });

  it('leaves nothing running and nothing behind', async () => {
    const processes = await run('ps', ['-eo', 'args']);

    assert.deepEqual(
      processes.split('\n').filter((args) => args.includes(state)),
      [],
    );
    assert.equal(existsSync(join(state, 'tidegate', 'demo')), false);
  });

  it('prints what README.md says it prints, in that order', () => {
    const kinds = ran.text.split('\n').map(kindOf);
    let from = 0;
    for (const line of shownInReadme()) {
      const at = kinds.indexOf(kindOf(line), from);
      assert.ok(at >= 0, `README.md shows a line that this run did not print there: ${line}\n${ran.text}`);
      from = at + 1;
    }
  });
});
