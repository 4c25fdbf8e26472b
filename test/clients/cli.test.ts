import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT_CODES } from '../../clients/cli/exit-codes.ts';
import { withVerb } from '../../clients/cli/main.ts';
import { readTarget } from '../../clients/cli/targets.ts';
import { targetId } from '../../domain/target.ts';
import { temporaryFolder } from '../support/folders.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Nothing listens on the discard port of this machine. */
const NOBODY = '127.0.0.1:9';

/** Runs the real command, from the sources, far away from the user's own settings. */
function tidegate(args: readonly string[], input = '', env: Record<string, string> = {}): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(process.execPath, ['bin/tidegate.mjs', ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', USER: 'tester', TIDEGATE_SOURCES: '1', ...env },
  });
  const parts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (parts.out += String(chunk)));
  child.stderr.on('data', (chunk) => (parts.err += String(chunk)));
  child.on('error', reject);
  child.on('close', (code) => resolve({ code, ...parts }));
  child.stdin.end(input);
  return promise;
}

const USAGE: readonly (readonly [string, RegExp])[] = [
  ['', /Usage: tidegate/],
  ['stauts', /Did you mean status\?/],
  ['status --wach x', /Did you mean --watch\?/],
  ['abort shop/web', /required option '--why <reason>'/],
  ['recover shop/web --why x', /needs --home or --adopt/],
  ['approve shop/web', /required option '-g, --gate <name>'/],
  ['deploy', /deploy needs --file FILE, or an image and --target/],
  ['deploy nginx:1.27', /needs --target TARGET/],
  ['nginx:1.27', /deploy of an image needs --target TARGET/],
  ['deploy nginx:1.27 --target web --strategy reckless', /Allowed choices are conservative, balanced/],
  ['status a/b/c/d/e', /expected \[cluster\/\]\[namespace\/\]\[kind\/\]name/],
  ['status Web', /expected a DNS-1123 name/],
  ['status web --watch --timeout soon', /--timeout soon: expected a duration/],
  ['history web last', /Expected the number of a revision/],
  ['list --limit 0', /Expected a whole number from 1/],
  ['list -o xml', /Allowed choices are table, json, yaml, name/],
  ['lint', /lint needs --file FILE/],
  ['lint nowhere.yaml', /nowhere\.yaml: no such file/],
  ['help nonsense', /no command or topic nonsense/],
];

describe('the command line, offline (S0-176 to S0-183)', () => {
  for (const [line, message] of USAGE)
    it(`given \`tidegate ${line}\`, exits with 64 and says what is wrong`, async () => {
      const { code, err } = await tidegate(line.split(' ').filter(Boolean));

      assert.match(err, message);
      assert.equal(code, 64);
    });

  it('given a good document, lint exits with 0', async () => {
    const { code, out } = await tidegate([
      'lint',
      '-f',
      'examples/trading/order-engine.yaml',
      'examples/web-app/rollout.yaml',
    ]);

    assert.deepEqual([code, out], [0, 'examples/trading/order-engine.yaml: ok\nexamples/web-app/rollout.yaml: ok\n']);
  });

  it('given a bad document, lint exits with 5 and prints every problem', async () => {
    const path = join(await temporaryFolder('lint'), 'bad.yaml');
    await writeFile(path, 'apiVersion: tidegate.dev/v2\nkind: Rollout\nmetadata: { nam: x }\n');

    const { code, out } = await tidegate(['lint', path]);

    assert.equal(code, 5);
    assert.match(out, /bad\.yaml:1:13 apiVersion: expected tidegate\.dev\/v1\n/);
    assert.match(out, /bad\.yaml:3:13 metadata\.nam: unknown key; did you mean name\?\n/);
  });

  it('given a bad document on standard input, deploy refuses with 5 before it connects', async () => {
    const { code, err } = await tidegate(['deploy', '-f', '-', '--address', NOBODY], 'kind: Rollout\n');

    assert.match(err, /^<stdin>:1:1 apiVersion: is missing/);
    assert.match(err, /nothing was touched/);
    assert.equal(code, 5);
  });

  it('given lint with -o json, prints the problems as data', async () => {
    const { out } = await tidegate(['lint', '-f', '-', '-o', 'json'], 'a: 1\na: 2\n');

    const problem = { line: 2, column: 1, path: '', message: 'a is written twice; it stands first in line 1' };
    const items = [{ file: '<stdin>', problems: [problem] }];
    assert.deepEqual(JSON.parse(out), { apiVersion: 'tidegate.dev/v1', kind: 'LintResult', items });
  });

  it('given a dead server, says its address and what to do within five seconds, and exits with 1', async () => {
    const begun = performance.now();

    const { code, err } = await tidegate(['status', 'shop/web', '--address', NOBODY]);

    assert.equal(code, 1);
    assert.match(err, /Temporal does not answer at 127\.0\.0\.1:9: .*\nStart one with/);
    assert.ok(performance.now() - begun < 6_000, 'start-up and five seconds');
  });

  it('given the address in the environment, uses it as the temporal command does', async () => {
    const { err } = await tidegate(['list'], '', { TEMPORAL_ADDRESS: NOBODY });

    assert.match(err, /does not answer at 127\.0\.0\.1:9/);
  });

  it('given `help exit-codes`, prints them all', async () => {
    const { code, out } = await tidegate(['help', 'exit-codes']);

    assert.equal(code, 0);
    assert.deepEqual(out.match(/^\d+/gm), Object.keys(EXIT_CODES));
  });

  it('given --help of every command, shows an example', async () => {
    const { out } = await tidegate(['--help']);
    const names = [...out.matchAll(/^ {2}([a-z]+) .* {2,}\w/gm)].map(([, name]) => name ?? '');
    assert.ok(names.includes('rollback'), names.join());

    const explained = names.filter((name) => !['help', 'version', 'completion', 'tidegate'].includes(name));

    const helps = await Promise.all(explained.map((name) => tidegate([name, '--help'])));

    helps.forEach((help, i) => assert.match(help.out, /\nExamples?:\n {2}tidegate /, explained[i]));
  });

  for (const shell of ['bash', 'zsh', 'fish'])
    it(`given \`completion ${shell}\`, prints a script`, async () => {
      const { code, out } = await tidegate(['completion', shell]);

      assert.equal(code, 0);
      assert.match(out, /tidegate/);
    });

  it('given a pipe, NO_COLOR or TERM=dumb, prints no colours', async () => {
    const all = await Promise.all([
      tidegate(['help', 'exit-codes']),
      tidegate(['help', 'exit-codes'], '', { NO_COLOR: '1' }),
      tidegate(['help', 'exit-codes'], '', { TERM: 'dumb' }),
    ]);

    assert.ok(all.every(({ out }) => !out.includes('\u001b')));
  });

  it('given a reader that closes the pipe, ends without a stack trace', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" bin/tidegate.mjs --help | true`], {
      env: { ...process.env, TIDEGATE_SOURCES: '1' },
    });
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    await new Promise((resolve) => child.on('close', resolve));

    assert.equal(err, '');
  });

  it('given what looks like an image, deploys it; a misspelt verb stays a misspelt verb (S0-176)', () => {
    const verbs = ['deploy', 'status'];

    assert.deepEqual(withVerb(['nginx:1.27', '-t', 'web'], verbs), ['deploy', 'nginx:1.27', '-t', 'web']);
    assert.deepEqual(withVerb(['r.example.com:5000/a/b@sha256:ab'], verbs), [
      'deploy',
      'r.example.com:5000/a/b@sha256:ab',
    ]);
    assert.deepEqual(withVerb(['stauts', 'web'], verbs), ['stauts', 'web']);
    assert.deepEqual(withVerb(['--help'], verbs), ['--help']);
  });

  it('given a target in each of its forms, reads the same one', () => {
    const ids = ['web', 'default/web', 'default/deployment/web', 'default/default/Deployment/web'].map((text) =>
      targetId(readTarget(text)),
    );

    assert.deepEqual([...new Set(ids)], ['default/default/deployment/web']);
  });
});
