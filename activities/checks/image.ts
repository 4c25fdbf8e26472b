import { checkName } from '../../domain/checks/check.ts';
import type { Measurement } from '../../domain/verdict.ts';
import type { Ask } from './port.ts';

/** Whether the image is there to be pulled (S0-133), and whether it was scanned (S0-070). */
export const askImage: Ask<'image'> = async (check, { image, registry, signal }) => {
  const named = { check: checkName(check) };
  if (check.ask === 'scanned')
    return [{ ...named, verdict: 'inconclusive', detail: `no scanner is configured: ${image} was not scanned` }];
  const found = await registry.resolveDigest(image, signal);
  if (found.known) return [{ ...named, verdict: 'pass', detail: `${image} is ${found.digest}` }];
  const verdict: Measurement['verdict'] = found.why === 'missing' || found.why === 'invalid' ? 'fail' : 'inconclusive';
  return [{ ...named, verdict, detail: `${image}: ${found.detail}` }];
};
