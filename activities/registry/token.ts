import { z } from 'zod';
import { outbound, OutboundError } from '../outbound.ts';
import type { OutboundRequest } from '../outbound.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const Token = z
  .object({ token: z.string().min(1).optional(), access_token: z.string().min(1).optional() })
  .transform(({ token, access_token }) => token ?? access_token);

/**
 * What to answer a registry's challenge with: the value of the `authorization` header. Undefined when it cannot be
 * answered. Follows the token specification of the distribution project: a token for pulling this one repository,
 * anonymous unless there are credentials. Throws OutboundError.
 */
export async function authorization(
  challenge: string,
  repository: string,
  credentials: Credentials | undefined,
  request: OutboundRequest & { readonly plainHttp: boolean },
): Promise<string | undefined> {
  const [, scheme = '', rest = ''] = /^\s*(\w+)\s*(.*)$/s.exec(challenge) ?? [];
  const basic =
    credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  if (scheme.toLowerCase() === 'basic') return basic;
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const { realm = '', service } = parameters(rest);
  if (!URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  // The password goes there: never in the clear, whatever the registry says, unless the registry is on this machine.
  if (url.protocol !== 'https:' && !request.plainHttp)
    throw new OutboundError('refused', `${url.host}: tokens are fetched by https only`);
  if (service !== undefined) url.searchParams.set('service', service);
  // Our own scope, not the one that is asked of us: pulling is all we ever need.
  url.searchParams.set('scope', `repository:${repository}:pull`);
  const { status, body } = await outbound(url, {
    ...request,
    method: 'GET',
    headers: basic ? { authorization: basic } : {},
  });
  const token = status === 200 ? tokenOf(body) : undefined;
  return token && `Bearer ${token}`;
}

/** `realm="https://…",service="…"` of a challenge (RFC 9110, 11.6.1). */
const parameters = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );

function tokenOf(body: string): string | undefined {
  try {
    return Token.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
