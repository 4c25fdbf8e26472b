import type { PodSpec } from './objects.ts';

/** Amounts by resource name, in base units: cores, bytes, pods. */
export type Amounts = Readonly<Record<string, number>>;
type Written = Readonly<Record<string, string | number>> | undefined;

const SUFFIX: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A Kubernetes quantity as a number: `100m` is 0.1, `1Gi` is 1073741824, `1e3` is 1000. Throws RangeError when it is
 * none: an amount that is not understood must not count as nothing.
 */
export function amount(quantity: string | number): number {
  const [, digits = '', suffix = ''] =
    /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)([numkMGTPE]?|[KMGTPE]i)$/.exec(`${quantity}`) ?? [];
  const factor = SUFFIX[suffix];
  if (digits === '' || factor === undefined) throw new RangeError(`not a Kubernetes quantity: ${quantity}`);
  return Number(digits) * factor;
}

export const amounts = (written: Written): Amounts =>
  Object.fromEntries(Object.entries(written ?? {}).map(([name, quantity]) => [name, amount(quantity)]));

/**
 * What a pod asks of its node: of each resource the larger of what its containers and sidecars ask together and what
 * an init container asks on top of the sidecars before it, plus overhead (kubernetes, "Resource sharing within
 * containers"). One pod is one of `pods`.
 */
export function asked(spec: PodSpec, what: 'requests' | 'limits' = 'requests'): Amounts {
  const of = (container: PodSpec['containers'][number]): Amounts => amounts(container.resources?.[what]);
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const here = plus(sidecars, of(container));
    starting = larger(starting, here);
    // `restartPolicy: Always` makes an init container a sidecar: it stays.
    if (container.restartPolicy === 'Always') sidecars = here;
  }
  const running = spec.containers.map(of).reduce(plus, sidecars);
  return { ...plus(larger(starting, running), amounts(spec.overhead)), pods: 1 };
}

export const plus = (a: Amounts, b: Amounts): Amounts => merged(a, b, (x, y) => x + y);

const larger = (a: Amounts, b: Amounts): Amounts => merged(a, b, Math.max);

const merged = (a: Amounts, b: Amounts, by: (x: number, y: number) => number): Amounts =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, by(a[key] ?? 0, b[key] ?? 0)]),
  );
