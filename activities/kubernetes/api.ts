import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { Connection } from './connect.ts';
import type { JsonPatch, KubeObject } from './types.ts';

export interface List<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly T[];
}

/** Name under which our writes appear in `managedFields`. */
const FIELD_MANAGER = 'tidegate';
const READ_ATTEMPTS = 4;

/**
 * The Kubernetes API as raw JSON. The typed client drops fields it does not know, which would change pod templates.
 * Throws Failure: `cluster-unreachable`, `cluster-refused`, `target-missing` (404), `write-conflict` (409, or a JSON
 * Patch whose `test` did not hold). A failed write may have happened: read before trying again.
 */
export class KubeApi {
  readonly #connection: Connection;
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get<T extends KubeObject>(path: string): Promise<T> {
    return (await this.#read(path)) as T;
  }

  /** All pages of a list, and the version a watch goes on from. */
  async list<T>(path: string): Promise<List<T>> {
    const items: T[] = [];
    let next = '';
    for (;;) {
      const page = (await this.#read(`${path}${path.includes('?') ? '&' : '?'}limit=500${next}`)) as List<T>;
      items.push(...page.items);
      if (!page.metadata.continue) return { metadata: page.metadata, items };
      next = `&continue=${encodeURIComponent(page.metadata.continue)}`;
    }
  }

  /** A JSON Patch (array) or a merge patch (object). One attempt: whether a failed write happened must be read. */
  async patch<T extends KubeObject>(path: string, body: JsonPatch | object): Promise<T> {
    const type = Array.isArray(body) ? 'application/json-patch+json' : 'application/merge-patch+json';
    const query = `fieldManager=${FIELD_MANAGER}&fieldValidation=Strict`;
    return (await this.#send('PATCH', `${path}?${query}`, JSON.stringify(body), type)) as T;
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await this.#send('POST', path, JSON.stringify(body), 'application/json')) as T;
  }

  /** Opens a watch; the caller reads lines and notices silence. */
  async open(path: string, signal: AbortSignal): Promise<Dispatcher.ResponseData['body']> {
    const { statusCode, body } = await this.#request('GET', path, undefined, undefined, signal);
    if (statusCode === 200) return body;
    throw failureOf('GET', path, statusCode, await body.text());
  }

  async close(): Promise<void> {
    await this.#connection.dispatcher.close();
  }

  /** Reads may be tried again: they change nothing. */
  async #read(path: string): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#send('GET', path);
      } catch (error) {
        const again = error instanceof Failure && error.code === 'cluster-unreachable' && attempt < READ_ATTEMPTS;
        if (!again) throw error;
        await sleep(100 * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  }

  async #send(method: Dispatcher.HttpMethod, path: string, body?: string, type?: string): Promise<unknown> {
    const { statusCode, body: answer } = await this.#request(method, path, body, type);
    const text = await answer.text();
    if (statusCode >= 200 && statusCode < 300) return JSON.parse(text);
    throw failureOf(method, path, statusCode, text);
  }

  async #request(method: Dispatcher.HttpMethod, path: string, body?: string, type?: string, signal?: AbortSignal) {
    try {
      return await request(`${this.#connection.server}${path}`, {
        method,
        dispatcher: this.#connection.dispatcher,
        headers: {
          ...(await this.#connection.headers()),
          accept: 'application/json',
          ...(type && { 'content-type': type }),
        },
        body: body ?? null,
        ...(signal && { signal }),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Failure('cluster-unreachable', `${method} ${path}: no answer from the API server (${why})`, { cause });
    }
  }
}

function failureOf(method: string, path: string, status: number, text: string): Failure {
  const message = messageOf(text);
  return new Failure(codeOf(status, message), `${method} ${path.split('?')[0]}: ${status} ${message}`);
}

function codeOf(status: number, message: string): FailureCode {
  if (status === 404) return 'target-missing';
  if (status === 409) return 'write-conflict';
  // A JSON Patch whose `test` fails is a 422 without details; so is a denial by an admission policy, with its text.
  if (status === 422) return /denied request|is invalid|Forbidden/.test(message) ? 'cluster-refused' : 'write-conflict';
  if (status === 410 || status === 429 || status >= 500) return 'cluster-unreachable';
  return 'cluster-refused';
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text.slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}
