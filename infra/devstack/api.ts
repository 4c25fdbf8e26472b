import { Agent, request, type Dispatcher } from 'undici';
import { readKubeconfig, type Access } from './kubeconfig.ts';

/** One answer of the API server. `body` is the parsed JSON, or the text where it is none. */
export interface Answer {
  readonly status: number;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON of any kind of object
}

/** A minimal client on raw JSON for the stack itself and its tests. */
export interface Api {
  /** Sends one request. A status of 400 and above is an answer, not an error. */
  ask(method: Dispatcher.HttpMethod, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /** Like `ask`, and throws when the status is 400 or above, naming method, path and the server's message. */
  must(method: Dispatcher.HttpMethod, path: string, body?: unknown, contentType?: string): Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON
  /** Lines of an endless answer, such as a watch, each parsed. Ends when the server closes; throws when it breaks. */
  lines(path: string, signal: AbortSignal): AsyncGenerator<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON
  close(): Promise<void>;
}

/** Opens a client for the current context of a kubeconfig. */
export const openApi = async (kubeconfig: string): Promise<Api> => apiOf(await readKubeconfig(kubeconfig));

/** Opens a client. The server's certificate is verified. */
export function apiOf({ server, ca, token, certificate, key }: Access): Api {
  const connect = { ...(ca && { ca }), ...(certificate && { cert: certificate }), ...(key && { key }) };
  // A watch may be silent for minutes: the server ends it by `timeoutSeconds`, not we by a body timeout.
  const dispatcher = new Agent({ connect, bodyTimeout: 0 });
  const authorization = token ? { authorization: `Bearer ${token}` } : {};

  const ask: Api['ask'] = async (method, path, body, contentType = 'application/json') => {
    const headers = { ...authorization, ...(body !== undefined && { 'content-type': contentType }) };
    const payload = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await request(`${server}${path}`, { method, dispatcher, headers, body: payload });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: parsed(text) };
  };
  const must: Api['must'] = async (method, path, body, contentType) => {
    const answer = await ask(method, path, body, contentType);
    if (answer.status < 400) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.message ?? JSON.stringify(answer.body)}`);
  };
  async function* lines(path: string, signal: AbortSignal): AsyncGenerator<unknown> {
    const answer = await request(`${server}${path}`, { method: 'GET', dispatcher, headers: authorization, signal });
    if (answer.statusCode >= 400) throw new Error(`GET ${path}: ${answer.statusCode} ${await answer.body.text()}`);
    let rest = '';
    for await (const chunk of answer.body.setEncoding('utf8')) {
      const complete = (rest + String(chunk)).split('\n');
      rest = complete.pop() ?? '';
      for (const line of complete) if (line) yield JSON.parse(line);
    }
  }
  return { ask, must, lines, close: () => dispatcher.destroy() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // `/readyz` and errors of proxies are plain text
  }
}
