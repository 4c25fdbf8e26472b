/** How the sample service behaves in one version. */
export interface Behaviour {
  /** Share of requests that fail, 0 to 1. */
  readonly errorShare: number;
  /** Half of the requests take no longer than this, in seconds. */
  readonly medianSeconds: number;
}

/** Requests that one Ready pod serves per second, whatever its version. */
export const REQUESTS_PER_SECOND = 20;

const GOOD: Behaviour = { errorShare: 0.001, medianSeconds: 0.05 };

/** The image's tag; of an image by digest alone, the digest's first twelve digits. */
export function versionOf(image: string): string {
  const [name = '', digest] = image.split('@');
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return tag ?? digest?.replace('sha256:', '').slice(0, 12) ?? 'latest';
}

/** `…bad…` fails one request in five, `…laggy…` takes four times as long, everything else is well. */
export const behaviourOf = (version: string): Behaviour => ({
  errorShare: version.includes('bad') ? 0.2 : GOOD.errorShare,
  medianSeconds: version.includes('laggy') ? 4 * GOOD.medianSeconds : GOOD.medianSeconds,
});

/** Steepness of the latency distribution: at 4, p99 is 3.15 times the median. */
const SHAPE = 4;

/**
 * Share of requests that take at most `seconds`, by a log-logistic distribution: one-sided and with a tail as
 * latencies have, and of closed form, F(x) = 1 / (1 + (x / median) ^ -shape) (Johnson, Kotz, Balakrishnan, Continuous
 * Univariate Distributions 2, ch. 23).
 */
export const shareWithin = (seconds: number, { medianSeconds }: Behaviour): number =>
  1 / (1 + (seconds / medianSeconds) ** -SHAPE);

/** Mean of the same distribution in seconds: median × (π / shape) / sin(π / shape). */
export const meanSeconds = ({ medianSeconds }: Behaviour): number =>
  (medianSeconds * (Math.PI / SHAPE)) / Math.sin(Math.PI / SHAPE);
