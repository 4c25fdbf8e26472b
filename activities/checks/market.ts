import type { Observation } from '../../domain/checks/limits.ts';
import { MARKET_DATA } from '../../domain/market/data.ts';
import { judgeMarket } from '../../domain/market/judge.ts';
import type { MarketSeen } from '../../domain/market/judge.ts';
import { candidateScope, declared, observe } from './observe.ts';
import type { Ask, CheckContext } from './port.ts';

/** The market's condition and calendar (S0-058, S0-073, S0-087 to S0-094), from metrics of the rollout. */
export const askMarket: Ask<'market'> = async (check, context) => {
  const read = await Promise.all(
    MARKET_DATA.map(async (datum): Promise<MarketSeen> => {
      const name = check[datum];
      return name === undefined ? {} : { [datum]: await observed(name, context) };
    }),
  );
  const seen = read.reduce((all, one) => ({ ...all, ...one }), {});
  return judgeMarket(check, seen, Date.now());
};

async function observed(name: string, context: CheckContext): Promise<Observation> {
  const metric = declared(name, context);
  if (typeof metric === 'string') return { known: false, detail: metric };
  return observe(metric, candidateScope(context), false, context);
}
