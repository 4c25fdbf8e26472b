import { createHash } from 'node:crypto';
import { z } from 'zod';
import { outbound, OutboundError } from '../outbound.ts';
import type { OutboundAnswer, OutboundPolicy } from '../outbound.ts';
import { DIGEST, parseImage } from './image.ts';
import type { ImageRef } from './image.ts';
import type { Registry, Resolution } from './port.ts';
import { authorization } from './token.ts';
import type { Credentials } from './token.ts';

export interface RegistryOptions {
  /** By registry host as it stands in the image reference; the default registry is `docker.io`. */
  readonly credentials?: Readonly<Record<string, Credentials>> | undefined;
  /** @default ALLOW_ALL */
  readonly policy?: OutboundPolicy | undefined;
  /** For each request, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
}

type Asking = RegistryOptions & { readonly ref: ImageRef; readonly signal: AbortSignal };

/** Indexes first: the digest of a multi-platform image is that of its index, as the kubelet resolves it. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Looks images up by the OCI distribution API: a tag may move, a digest never does (D0-28). */
export function ociRegistry(options: RegistryOptions = {}): Registry {
  return {
    async resolveDigest(image, signal) {
      const ref = parseImage(image);
      if (ref === undefined) return { known: false, why: 'invalid', detail: 'not an image reference' };
      try {
        return await resolved({ ...options, ref, signal });
      } catch (error) {
        if (error instanceof OutboundError) return { known: false, why: 'unreachable', detail: error.message };
        throw error;
      }
    },
  };
}

async function resolved(asking: Asking): Promise<Resolution> {
  const { head, token } = await authorized(asking);
  const digest = head.headers.get('docker-content-digest');
  if (head.status === 200 && digest !== null) return digestSeen(asking.ref, digest);
  if (head.status === 401 || head.status === 403)
    return { known: false, why: 'denied', detail: `the registry answered ${head.status}: credentials are needed` };
  // HEAD has no body: only GET shows the content to hash, or that the 404 is a registry's and not some web server's.
  const whole = await manifest('GET', asking, token);
  if (whole.status === 200) return digestSeen(asking.ref, digestOf(whole, asking.ref));
  if (whole.status === 404 && isNotHere(whole.body))
    return { known: false, why: 'missing', detail: 'the registry has no such image' };
  return { known: false, why: 'unreachable', detail: `the registry answered ${whole.status}` };
}

async function authorized(asking: Asking): Promise<{ head: OutboundAnswer; token?: string }> {
  const head = await manifest('HEAD', asking);
  const challenge = head.headers.get('www-authenticate');
  if (head.status !== 401 || challenge === null) return { head };
  const { registry, repository } = asking.ref;
  const plainHttp = isLocal(registry);
  const token = await authorization(challenge, repository, asking.credentials?.[registry], {
    ...limits(asking),
    plainHttp,
  });
  return token === undefined ? { head } : { head: await manifest('HEAD', asking, token), token };
}

function manifest(method: 'HEAD' | 'GET', asking: Asking, token?: string): Promise<OutboundAnswer> {
  const { registry, repository, tag, digest } = asking.ref;
  const url = `${isLocal(registry) ? 'http' : 'https'}://${apiHost(registry)}/v2/${repository}/manifests/${digest ?? tag}`;
  const headers = { accept: ACCEPT, ...(token && { authorization: token }) };
  return outbound(url, { ...limits(asking), method, headers });
}

const limits = ({ signal, policy, timeoutMs = 10_000 }: Asking) => ({ signal, timeoutMs, ...(policy && { policy }) });

/** The default registry answers its API under another name than it is called by. */
const apiHost = (registry: string): string => (registry === 'docker.io' ? 'registry-1.docker.io' : registry);

/** Only a registry on this machine may be spoken to in the clear. */
const isLocal = (registry: string): boolean => /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(registry);

function digestSeen(ref: ImageRef, digest: string): Resolution {
  if (!DIGEST.test(digest)) return { known: false, why: 'unreachable', detail: 'the registry answered with no digest' };
  if (ref.digest !== undefined && ref.digest !== digest)
    return { known: false, why: 'unreachable', detail: `the registry answered with other content: ${digest}` };
  return { known: true, digest };
}

/** Hashed here, by the algorithm that was asked for: a registry's own word would prove nothing. */
function digestOf({ body }: OutboundAnswer, { digest }: ImageRef): string {
  const algorithm = digest?.startsWith('sha512:') ? 'sha512' : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`;
}

/** The codes of the distribution specification that say: not here. */
const NotHere = z.object({
  errors: z.array(z.object({ code: z.enum(['MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'NAME_INVALID', 'NOT_FOUND']) })).min(1),
});

function isNotHere(body: string): boolean {
  try {
    return NotHere.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}
