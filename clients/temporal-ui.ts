/** Where the web UI is: named, or at the place where the development server and Temporal Cloud put it. */
export function uiUrlOf(address: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['TEMPORAL_UI_URL'];
  if (named) return named.replace(/\/+$/, '');
  const [, host = '', port = '7233'] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  if (host.endsWith('.tmprl.cloud') || host.endsWith('.api.temporal.io')) return 'https://cloud.temporal.io';
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(host);
  return loopback ? `http://${host}:${Number(port) + 1000}` : undefined;
}

/** Address of one run, or of a workflow's newest run; undefined where the UI's own address is unknown. */
export function addressOfRun(
  uiUrl: string | undefined,
  namespace: string,
  workflowId: string,
  runId?: string,
): string | undefined {
  if (uiUrl === undefined) return undefined;
  const workflow = `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
  return runId === undefined ? workflow : `${workflow}/${runId}/history`;
}
