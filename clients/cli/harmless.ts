/** Control characters and bidirectional overrides: names and reasons from outside must not steer a terminal. */
const HARMFUL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
/** A line of a table; longer text is a mistake or an attack. */
const LONGEST = 2_000;

/** One harmless line: runs of control characters become one blank. */
export const harmlessText = (text: string): string => {
  const line = text.replace(HARMFUL, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};

/** The same for every string inside a value. */
export function harmless<T>(value: T): T {
  // Each branch returns the shape it was given.
  if (typeof value === 'string') return harmlessText(value) as T;
  if (Array.isArray(value)) return value.map(harmless) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [harmlessText(key), harmless(inner)])) as T;
}

/** Text of many lines: the lines stay, all else is made harmless. */
export const harmlessLines = (text: string): string => text.split('\n').map(harmlessText).join('\n');
