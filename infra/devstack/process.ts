import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reaper } from './reaper.ts';

/** What it takes to start one server and to know that it serves. */
export interface ServerSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Both streams are appended to this file. */
  readonly logFile: string;
  /** Done before each start, also before a restart. */
  readonly prepare?: () => Promise<void>;
  /** True once the server serves; asked every 30 ms. A rejection counts as "not yet". */
  readonly ready: () => Promise<boolean>;
  /** @default 60000 */
  readonly readyWithinMs?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals;
}

/**
 * One running server. It can be killed and started again with the same data and address.
 * It ends with this process, also when that is killed, unless it is released.
 */
export class Server {
  readonly spec: ServerSpec;
  #child: ChildProcess | undefined;
  #expected = false;
  #gone: Promise<void> = Promise.resolve();

  /** Nothing runs until `start`. */
  constructor(spec: ServerSpec) {
    this.spec = spec;
  }

  get name(): string {
    return this.spec.name;
  }

  /** Process id; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the server and waits until it serves. Throws with the last lines of its log when it exits before. */
  async start(): Promise<this> {
    if (this.pid !== undefined) throw new Error(`${this.name} already runs as process ${this.pid}`);
    await this.#spawn();
    const deadline = Date.now() + (this.spec.readyWithinMs ?? 60_000);
    while (!(await this.spec.ready().catch(() => false))) {
      if (!this.#child) throw new Error(`${this.name} ended before it was ready${await this.#lastLines()}`);
      if (Date.now() > deadline) {
        await this.stop();
        throw new Error(`${this.name} was not ready in time${await this.#lastLines()}`);
      }
      await delay(30);
    }
    return this;
  }

  /** Sends a signal, such as SIGKILL or SIGSTOP. With SIGKILL resolves when the process is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#expected = true;
    this.#child?.kill(signal);
    if (signal === 'SIGKILL') await this.#gone;
  }

  /** Asks it to end, and kills it when it has not within 5 s. */
  async stop(): Promise<void> {
    this.#expected = true;
    const child = this.#child;
    child?.kill(this.spec.stopSignal ?? 'SIGTERM');
    const timer = setTimeout(() => child?.kill('SIGKILL'), 5_000);
    await this.#gone;
    clearTimeout(timer);
  }

  /** Kills what still runs and starts it again with the same data and address. */
  async restart(): Promise<this> {
    await this.kill('SIGKILL');
    return this.start();
  }

  /** Lets it outlive this process. Returns its process id. */
  release(): number | undefined {
    if (this.pid !== undefined) reaper.forget(this.pid);
    this.#child?.unref();
    return this.pid;
  }

  async #spawn(): Promise<void> {
    const { command, args, logFile, cwd, env, user } = this.spec;
    await mkdir(dirname(logFile), { recursive: true });
    await this.spec.prepare?.();
    const log = openSync(logFile, 'a');
    // A session of its own: Ctrl-C in the terminal reaches us alone, and we stop the servers in order.
    const child = spawn(command, [...args], {
      cwd,
      env: env ?? process.env,
      ...user,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    this.#expected = false;
    this.#gone = new Promise((resolve) => child.once('exit', resolve).once('error', resolve)).then(() =>
      this.#ended(child),
    );
    if (child.pid !== undefined) reaper.watch(child.pid);
  }

  async #ended(child: ChildProcess): Promise<void> {
    if (child.pid !== undefined) reaper.forget(child.pid);
    const how = child.signalCode ?? child.exitCode ?? 'never started';
    this.#child = undefined;
    if (!this.#expected) console.error(`${this.name} ended by itself (${how})${await this.#lastLines()}`);
  }

  async #lastLines(): Promise<string> {
    const text = await readFile(this.spec.logFile, 'utf8').catch(() => '');
    const lines = text.trimEnd().split('\n').slice(-15);
    return `; the end of ${this.spec.logFile}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  }
}

/** Starts a server and waits until it serves. */
export const startServer = (spec: ServerSpec): Promise<Server> => new Server(spec).start();

/** Stops servers, the last started first. */
export async function stopAll(servers: readonly Server[]): Promise<void> {
  for (const server of servers.toReversed()) await server.stop();
}
