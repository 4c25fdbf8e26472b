import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isOpen } from './cluster-servers.ts';
import type { Given } from './stack.ts';

/**
 * What the user's environment says is running already: TEMPORAL_ADDRESS, PROMETHEUS_URL and TIDEGATE_KUBECONFIG.
 * `ours` is what an earlier `up` told them to export; that is not theirs. KUBECONFIG is not looked at: it is set in
 * many a shell, and names clusters that a sample has no business in. A cluster has to be given on purpose.
 * Throws when a named server does not answer, rather than start another one beside it.
 */
export async function givenByUser(
  environment: Readonly<Record<string, string | undefined>>,
  ours: Readonly<Record<string, string>> = {},
): Promise<Given> {
  const theirs = (name: string): string | undefined =>
    environment[name] && environment[name] !== ours[name] ? environment[name] : undefined;
  const [temporalAddress, prometheusUrl] = [theirs('TEMPORAL_ADDRESS'), theirs('PROMETHEUS_URL')];
  if (temporalAddress) await mustAnswer('TEMPORAL_ADDRESS', temporalAddress, `grpc://${temporalAddress}`, 7233);
  if (prometheusUrl) await mustAnswer('PROMETHEUS_URL', prometheusUrl, prometheusUrl, 80);
  const kubeconfig = theirs('TIDEGATE_KUBECONFIG');
  if (kubeconfig)
    await access(kubeconfig).catch((cause: unknown) => {
      throw new Error(`TIDEGATE_KUBECONFIG is ${kubeconfig}, which cannot be read: name one kubeconfig`, { cause });
    });
  return {
    ...(temporalAddress && { temporalAddress }),
    ...(prometheusUrl && { prometheusUrl }),
    ...(kubeconfig && { kubeconfig: resolve(kubeconfig) }),
  };
}

async function mustAnswer(variable: string, value: string, url: string, port: number): Promise<void> {
  const { hostname, port: named, protocol } = new URL(url);
  if (await isOpen(Number(named) || (protocol === 'https:' ? 443 : port), hostname)()) return;
  throw new Error(`${variable} is ${value}, where nothing answers: start that server, or unset ${variable} to get one`);
}
