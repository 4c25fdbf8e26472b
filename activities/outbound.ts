/** What went wrong with a call that left the worker. Each is one sentence in {@link OutboundError}. */
export type OutboundCode =
  /** The URL may not be called at all: scheme, userinfo, policy. Nothing was sent. */
  | 'refused'
  /** The name does not resolve or no route leads there: nothing was asked of anybody. */
  | 'unresolved'
  /** The host was reached but gave no whole HTTP answer: connection refused or reset, TLS, broken encoding. */
  | 'no-answer'
  | 'timeout'
  | 'too-large'
  | 'redirect'
  | 'cancelled';

/** Thrown by {@link outbound}. The message names scheme, host and path only: no query, header or body. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly code: OutboundCode;
  constructor(code: OutboundCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Which URLs the worker may call: the one place where addresses are let through or refused. Asked for every hop,
 * redirects included. Throws or returns false to refuse.
 */
export interface OutboundPolicy {
  allow(url: URL): boolean | Promise<boolean>;
}
const ALLOW_ALL: OutboundPolicy = { allow: () => true };

export interface OutboundRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For everything together: connecting, redirects, the last byte of the body. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** @default ALLOW_ALL */
  readonly policy?: OutboundPolicy;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Seconds from sending to the last byte, redirects included. */
  readonly seconds: number;
}

/** Largest body that is read, in bytes after decompression: a gzip bomb is stopped where it unfolds. */
export const BODY_LIMIT = 1_048_576;
const REDIRECTS_AT_MOST = 2;
const REDIRECT: readonly number[] = [301, 302, 303, 307, 308];
const UNRESOLVED: readonly unknown[] = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'];

/**
 * The one way out of the worker to a URL that a user gave: time and size are bounded, redirects stay on the origin,
 * errors tell no secrets. Any HTTP status is an answer. Throws {@link OutboundError}.
 */
export async function outbound(address: string | URL, request: OutboundRequest): Promise<OutboundAnswer> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  const began = performance.now();
  let url = parsed(address);
  try {
    for (let hop = 0; ; hop++) {
      await permit(url, request.policy ?? ALLOW_ALL);
      const response = await fetch(url, { ...sent(request), signal, redirect: 'manual' });
      if (!REDIRECT.includes(response.status)) return await received(response, url, began);
      await response.body?.cancel();
      url = nextHop(url, response, request, hop);
    }
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    if (request.signal?.aborted) throw new OutboundError('cancelled', `${shown(url)}: cancelled`);
    if (timeout.aborted) throw new OutboundError('timeout', `${shown(url)}: no answer within ${request.timeoutMs} ms`);
    throw broken(url, error);
  }
}

/** The URL without what may be secret: no userinfo, query or fragment. */
const shown = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`;

function parsed(address: string | URL): URL {
  try {
    return new URL(address);
  } catch {
    // The text itself may hold a password, so it is not repeated.
    throw new OutboundError('refused', 'not a URL');
  }
}

async function permit(url: URL, policy: OutboundPolicy): Promise<void> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OutboundError('refused', `${shown(url)}: only http and https are called`);
  if (url.username !== '' || url.password !== '')
    throw new OutboundError('refused', `${shown(url)}: user and password in a URL are refused, they end up in logs`);
  if (!(await policy.allow(url)))
    throw new OutboundError('refused', `${shown(url)}: not an address that may be called`);
}

const sent = ({ method = 'GET', headers, body }: OutboundRequest): RequestInit => ({
  method,
  headers: { 'user-agent': 'tidegate', ...headers },
  ...(body !== undefined && { body }),
});

async function received(response: Response, url: URL, began: number): Promise<OutboundAnswer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by throwing cancels the stream, which closes the connection.
  for await (const chunk of bytesOf(response)) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT)
      throw new OutboundError('too-large', `${shown(url)}: answer is larger than ${BODY_LIMIT} bytes`);
    chunks.push(chunk);
  }
  const { status, headers } = response;
  return { status, headers, body: Buffer.concat(chunks).toString('utf8'), seconds: (performance.now() - began) / 1000 };
}

/** The standard's stream of bytes, which the types of Node call a stream of anything. */
const bytesOf = ({ body }: Response): AsyncIterable<Uint8Array> | readonly Uint8Array[] =>
  (body as AsyncIterable<Uint8Array> | null) ?? [];

function nextHop(from: URL, response: Response, request: OutboundRequest, hop: number): URL {
  const refuse = (why: string): OutboundError => new OutboundError('redirect', `${shown(from)}: ${why}`);
  const location = response.headers.get('location');
  if (location === null || !URL.canParse(location, from.href))
    throw refuse(`answered ${response.status}, but not where to go`);
  const to = new URL(location, from);
  if (to.origin !== from.origin) throw refuse('redirects to another origin');
  if (hop >= REDIRECTS_AT_MOST) throw refuse(`redirects more than ${REDIRECTS_AT_MOST} times`);
  // 301 to 303 would turn the POST into a GET without its body (fetch standard, HTTP-redirect fetch, step 12).
  if (request.method === 'POST' && response.status < 307) throw refuse(`answered ${response.status} to a POST`);
  return to;
}

/** Node's own messages may quote the peer, so only the code of the innermost cause is kept. */
function broken(url: URL, error: unknown): OutboundError {
  // The fetch standard blocks ports of other protocols, 6000 and 10080 among them, before anything is sent.
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port')
    return new OutboundError('refused', `${shown(url)}: port ${url.port} is not for HTTP`);
  const code = codeOf(error);
  const known = UNRESOLVED.includes(code) ? 'unresolved' : 'no-answer';
  return new OutboundError(known, `${shown(url)}: ${typeof code === 'string' ? code : 'no whole answer'}`);
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return codeOf(inner) ?? ('code' in error ? error.code : undefined);
}
