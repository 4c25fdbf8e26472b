import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { strategies } from '../../../domain/strategies/index.ts';
import { targetId } from '../../../domain/target.ts';
import { newRolloutId } from '../../rollout-id.ts';
import { readDuration } from '../durations.ts';
import { harmlessText } from '../harmless.ts';
import { by, file, TARGET, why } from '../options.ts';
import type { Session } from '../session.ts';
import { print } from '../terminal.ts';
import { requested } from '../requested.ts';
import type { Requested } from '../requested.ts';
import { watch } from '../view/watch.ts';

interface Options extends Requested {
  readonly by: string;
  readonly why?: string;
  readonly wait?: true;
  readonly timeout?: string;
  readonly until?: 'end' | 'waiting';
}

const EXAMPLES = `
Examples:
  tidegate deploy --file rollout.yaml --wait --timeout 30m
  tidegate deploy registry.example.com/shop/web:2.4.1 --target shop/web --strategy balanced

With an image alone, the rollout is the last promoted one of that target with the new image; if there is none, it has
the defaults of the format and the given strategy. \`tidegate IMAGE …\` is the same as \`tidegate deploy IMAGE …\`.`;

export function deploy(program: Command, session: Session): void {
  program
    .command('deploy')
    .summary('start a rollout')
    .description('Starts a rollout from a document, or of an image to a target.')
    .addArgument(new Argument('[image]', 'image to roll out, instead of --file'))
    .addOption(file().conflicts(['target', 'strategy']))
    .addOption(new Option('-t, --target <target>', TARGET))
    .addOption(new Option('-s, --strategy <name>', 'how to go about it').choices(Object.keys(strategies)))
    .addOption(by(session))
    .addOption(why())
    .addOption(new Option('-w, --wait', 'follow the rollout and exit with how it ends'))
    .addOption(new Option('--timeout <duration>', 'with --wait: stop following after so long, such as 10m'))
    .addOption(
      new Option('--until <what>', 'with --wait: until it ends, or also when it waits for a person').choices([
        'end',
        'waiting',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action((image: string | undefined, options: Options) => start(session, image, options));
}

async function start(session: Session, image: string | undefined, options: Options): Promise<void> {
  const timeoutMs = options.timeout === undefined ? undefined : readDuration('--timeout', options.timeout);
  const { document, target } = await requested(session, image, options);
  const rollouts = await session.rollouts();
  const { terminal } = session;
  const started = await rollouts.start({
    rollout: newRolloutId(),
    document,
    by: options.by,
    ...(options.why !== undefined && { why: options.why }),
  });
  const at = started.ui === undefined ? '' : `\nTemporal: ${started.ui}`;
  const text = `Rollout ${started.rollout} of ${started.target} to ${harmlessText(document.spec.revision.image)} has begun.${at}`;
  if (options.wait) {
    terminal.say(text);
    const follow = {
      until: options.until ?? 'end',
      rollout: started.rollout,
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
    return session.exit(await watch(session, target, follow));
  }
  const table = () => `${text}\nFollow it: tidegate status ${targetId(target)} -w`;
  await print(terminal, { kind: 'RolloutStarted', data: started, names: [started.rollout], table });
}
