import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { registerAttributes } from './attributes.ts';
import { jsonLogger } from './log.ts';
import { createWorkers } from './run.ts';
import { wire } from './wiring.ts';

/** Entry of the worker process: connects to Temporal and serves until it is told to stop. */
async function main(): Promise<void> {
  const logger = jsonLogger('INFO');
  Runtime.install({ logger, shutdownSignals: ['SIGINT', 'SIGTERM'] });
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const client = new Client({ connection: await Connection.connect(connectionOptions), namespace });
  const connection = await NativeConnection.connect(connectionOptions);
  await registerAttributes(client);
  const { activities, close } = await wire(process.env, client);
  const workers = await createWorkers({ connection, namespace, activities, buildId: process.env['TIDEGATE_BUILD_ID'] });
  logger.info(`tidegate worker: serving ${namespace} at ${connectionOptions.address ?? 'localhost:7233'}`);
  try {
    // One that stops takes the other with it: half a worker is worse than none.
    await Promise.race(workers.map((worker) => worker.run()));
  } finally {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await close();
    await connection.close();
    await client.connection.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
