import { MARKET_DATA } from '../../domain/market/data.ts';
import type { MarketDatum } from '../../domain/market/data.ts';
import type { RolloutDocument } from '../../domain/rollout.ts';
import { pathText } from './locate.ts';
import type { Locate, PathSegment } from './locate.ts';
import type { Problem } from './problem.ts';
import { nearest } from './suggest.ts';

type MarketNames = Readonly<Partial<Record<MarketDatum, string | undefined>>>;
type Reference = readonly [name: string, path: readonly PathSegment[]];

/** Names that lead nowhere: the schema sees each part alone, a rollout would find out only at the gate. */
export function danglingNames({ spec }: RolloutDocument, locate: Locate): readonly Problem[] {
  const known = Object.keys(spec.metrics);
  const problem = (path: readonly PathSegment[], message: string): Problem => {
    const { line, column } = locate(path);
    return { line, column, path: pathText(path), message };
  };
  const dangling = metricReferences(spec)
    .filter(([name]) => !known.includes(name))
    .map(([name, path]) => problem(path, `no metric ${name} in spec.metrics; ${hint(name, known)}`));
  const names = spec.approvals.map(({ name }) => name);
  const twice = spec.approvals.flatMap(({ name }, i) =>
    names.indexOf(name) < i
      ? [problem(['spec', 'approvals', i, 'name'], `a second approval named ${name}; nobody could tell them apart`)]
      : [],
  );
  return [...dangling, ...twice];
}

function metricReferences(spec: RolloutDocument['spec']): readonly Reference[] {
  const gates = Object.entries(spec.gates).map(([name, checks]) => [checks, ['spec', 'gates', name]] as const);
  const asked = [...gates, [spec.monitor.checks, ['spec', 'monitor', 'checks']] as const];
  const checked = asked.flatMap(([checks, path]) =>
    checks.flatMap((check, i): readonly Reference[] => {
      if (check.kind === 'market') return marketReferences(check, [...path, i, 'market']);
      return check.kind === 'metric' ? [[check.name, [...path, i, 'metric', 'name']]] : [];
    }),
  );
  const hours = marketReferences(spec.marketHours ?? {}, ['spec', 'marketHours']);
  return [...checked, ...hours, ...paceReferences(spec)];
}

function paceReferences({ strategy }: RolloutDocument['spec']): readonly Reference[] {
  const path = ['spec', 'strategy', strategy.kind];
  if (strategy.kind === 'marketAware') return marketReferences(strategy, path);
  return strategy.kind === 'adaptive' ? namedBy(strategy, ['load', 'errorBudget'], path) : [];
}

const marketReferences = (market: MarketNames, path: readonly PathSegment[]): readonly Reference[] =>
  namedBy(market, MARKET_DATA, path);

/** The metrics that an object names under these keys. */
const namedBy = <K extends string>(
  object: Readonly<Partial<Record<K, string | undefined>>>,
  keys: readonly K[],
  path: readonly PathSegment[],
): readonly Reference[] =>
  keys.flatMap((key): Reference[] => {
    const name = object[key];
    return name === undefined ? [] : [[name, [...path, key]]];
  });

function hint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length > 0 ? `there are ${known.join(', ')}` : 'there are none';
}
