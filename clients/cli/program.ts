import tab from '@bomb.sh/tab/commander';
import { Command, Option } from 'commander';
import { commands } from './commands/index.ts';
import type { GlobalFlags, Session } from './session.ts';

const EXAMPLES = `
Examples:
  tidegate plan --file rollout.yaml
  tidegate deploy --file rollout.yaml --wait
  tidegate status shop/web --watch
  tidegate approve shop/web --gate change-board --why "CHG-4711"
  tidegate abort shop/web --why "latency doubled"

Also reachable as \`kubectl tidegate\` and \`temporal tidegate\`. Exit codes: \`tidegate help exit-codes\`.`;

export interface ProgramOptions {
  readonly version: string;
  readonly session: Session;
  /** Called with the global flags before any command acts. */
  readonly configure: (flags: GlobalFlags) => void;
}

/** The tree of commands; building it does nothing else. */
export function programOf({ version, session, configure }: ProgramOptions): Command {
  const program = new Command('tidegate')
    .description('Durable, gated rollouts for Kubernetes, on Temporal.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Run with --help to see how it is used.')
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  for (const option of globalOptions()) program.addOption(option);
  for (const [heading, registrations] of Object.entries(commands)) {
    program.commandsGroup(heading);
    for (const register of registrations) register(program, session);
  }
  // Scripts for bash, zsh and fish, and the hidden command that they call back.
  tab(program, { completionCommandName: 'completion' });
  const completion = program.commands.find((command) => command.name() === 'completion');
  completion?.helpGroup('Help:').description('print a completion script for your shell');
  program.hook('preAction', () => configure(program.opts<GlobalFlags>()));
  return program;
}

function globalOptions(): readonly Option[] {
  return [
    new Option('--address <host:port>', 'Temporal; default TEMPORAL_ADDRESS, the profile, localhost:7233'),
    new Option('--namespace <name>', 'Temporal namespace; default TEMPORAL_NAMESPACE, the profile, default'),
    new Option('--profile <name>', 'profile in temporal.toml; default TEMPORAL_PROFILE'),
    new Option('-o, --output <format>', 'form of the answer')
      .choices(['table', 'json', 'yaml', 'name'])
      .default('table'),
    new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'),
  ];
}
