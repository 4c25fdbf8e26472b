import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { ClientFailure } from './failure.ts';
import { Rollouts } from './rollouts.ts';
import { uiUrlOf } from './temporal-ui.ts';

/** Where Temporal is. What is absent comes from `TEMPORAL_*` and from the profile in `temporal.toml`. */
export interface ConnectOptions {
  readonly address?: string;
  readonly namespace?: string;
  readonly profile?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const CONNECT_TIMEOUT = '4s';

/**
 * Connects with the rules of the `temporal` command line: flags, then environment, then the profile.
 * Throws ClientFailure `unreachable` when nobody answers within four seconds.
 */
export async function connect({ address, namespace, profile, env }: ConnectOptions): Promise<Rollouts> {
  const config = load(profile, env);
  const where = address ?? config.connectionOptions.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({
      ...config.connectionOptions,
      address: where,
      connectTimeout: CONNECT_TIMEOUT,
    });
    const client = new Client({ connection, namespace: namespace ?? config.namespace ?? 'default' });
    return new Rollouts(client, { address: where, uiUrl: uiUrlOf(where, env) });
  } catch (cause) {
    const remedy =
      'Start one with `npm run up` or `temporal server start-dev`, or name another with --address or TEMPORAL_ADDRESS.';
    throw new ClientFailure('unreachable', `Temporal does not answer at ${where}: ${reason(cause)}`, { cause, remedy });
  }
}

function load(profile: string | undefined, env: ConnectOptions['env']) {
  try {
    const overrideEnvVars = Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    return loadClientConnectConfig({ ...(profile !== undefined && { profile }), overrideEnvVars });
  } catch (cause) {
    const remedy = 'Look at temporal.toml (TEMPORAL_CONFIG_FILE) and at the TEMPORAL_* variables.';
    throw new ClientFailure('unreachable', `Temporal's settings cannot be read: ${reason(cause)}`, { cause, remedy });
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
