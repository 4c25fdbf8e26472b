import { Failure } from '../../domain/failure.ts';
import { outbound, OutboundError } from '../outbound.ts';

export interface Post {
  /** Names the notifier in messages. */
  readonly notifier: string;
  readonly url: URL;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** For everything together, so that a channel that hangs does not hold up a report. */
export const TIMEOUT_MS = 10_000;

/**
 * Posts JSON once. Throws Failure `delivery-failed` unless the answer is 2xx. The message names the host alone: the
 * path of an incoming webhook is its password. Nor does it repeat the answer, which anybody could have written.
 */
export async function postJson(post: Post): Promise<void> {
  const status = await statusOf(post);
  if (status >= 200 && status < 300) return;
  throw failed(post, `answered ${status}, expected 2xx`);
}

/**
 * The URL of a notifier's settings. Throws Failure `bad-document`, which does not repeat the text, when it cannot be
 * posted to.
 */
export function addressOf(notifier: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  throw new Failure('bad-document', `notifier ${notifier}: expected an http or https URL without user and password`);
}

async function statusOf(post: Post): Promise<number> {
  const { url, body, headers, timeoutMs, signal } = post;
  try {
    const all = { 'content-type': 'application/json', ...headers };
    return (await outbound(url, { method: 'POST', headers: all, body, timeoutMs, signal })).status;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    // It begins with the URL. Not the cause either: causes are written to Temporal's history.
    throw failed(post, error.message.replace(/^\S+: /, ''));
  }
}

const failed = ({ notifier, url }: Post, seen: string): Failure =>
  new Failure('delivery-failed', `notify ${notifier} at ${url.host}: ${seen}`);
