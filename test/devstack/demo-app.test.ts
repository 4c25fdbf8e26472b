import assert from 'node:assert/strict';
import { createApp } from '../../infra/devstack/demo/app.ts';
import { givenByUser } from '../../infra/devstack/given.ts';
import type { AnyStack } from '../../infra/devstack/stack.ts';

/** A stack on a cluster of the user's where the objects named in `there` exist; `asked` has what kubectl was told. */
function onTheirs(there: readonly string[], unreadable?: string): { stack: AnyStack; asked: string[] } {
  const asked: string[] = [];
  const kubectl = async (args: readonly string[]): Promise<string> => {
    asked.push(args.join(' '));
    return args.includes('get') ? there.filter((name) => args.some((arg) => name === arg)).join('\n') : '';
  };
  const cluster = { name: 'prod', server: '', kubeconfig: {}, kubectl, ...(unreadable && { unreadable }) };
  return { stack: { cluster } as unknown as AnyStack, asked }; // all that it looks at
}

const written = (asked: readonly string[]): readonly string[] =>
  asked.filter((args) => /\b(apply|delete)\b/.test(args));
const silent = (): void => {};

describe("the demo in a cluster of the user's", () => {
  it('given anything of its names, refuses and writes nothing', async () => {
    const { stack, asked } = onTheirs(['namespace/production', 'service/web-app-service']);

    await assert.rejects(createApp(stack, silent), /cluster "prod" has service\/web-app-service already/);
    assert.deepEqual(written(asked), []);
  });

  it('given pods that the sample service cannot read, refuses before it asks', async () => {
    const { stack, asked } = onTheirs([], 'the user needs a helper program');

    await assert.rejects(createApp(stack, silent), /needs metrics .+ the user needs a helper program/);
    assert.deepEqual(asked, []);
  });

  it('says what it creates, and removes exactly that', async () => {
    for (const there of [[], ['namespace/production']]) {
      const { stack, asked } = onTheirs(there);
      const said: string[] = [];

      await (await createApp(stack, (line) => said.push(line))).remove();

      const objects = ['deployment/web-app', 'service/web-app-service', 'poddisruptionbudget/web-app-pdb'];
      const made = there.length > 0 ? objects : ['namespace/production', ...objects];
      assert.match(said.join('\n'), new RegExp(`^creating ${made.join(', ')} in cluster "prod"`));
      assert.match(asked.at(-1) ?? '', new RegExp(`delete ${made.toReversed().join(' ')} `));
    }
  });
});

describe('what the user has given', () => {
  it('given a TIDEGATE_KUBECONFIG that is not there, says so', async () => {
    await assert.rejects(
      givenByUser({ TIDEGATE_KUBECONFIG: '/nowhere/config' }),
      /\/nowhere\/config, which cannot be read/,
    );
  });

  it('takes TIDEGATE_KUBECONFIG and leaves KUBECONFIG alone', async () => {
    assert.deepEqual(await givenByUser({ KUBECONFIG: import.meta.filename }), {});
    assert.deepEqual(await givenByUser({ TIDEGATE_KUBECONFIG: import.meta.filename }), {
      kubeconfig: import.meta.filename,
    });
  });
});
