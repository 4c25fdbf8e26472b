import stringWidth from 'string-width';

/** Columns as kubectl prints them: no borders, two blanks between, the last column not padded. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell))));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : padded(cell, widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Blanks up to a width in columns; colours take none, wide letters take two. */
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));

/** A line cut to a width in columns, with `…` where something is missing; colours take none and stay whole. */
export function clipped(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  let [kept, used] = ['', 0];
  for (const [piece] of line.matchAll(PIECES)) {
    const isColour = piece.startsWith('\u001b');
    used += isColour ? 0 : stringWidth(piece);
    // Colours beyond the cut still come along: one of them ends the colour that is on.
    if (isColour || used < width) kept += piece;
  }
  return `${kept}…`;
}

/** One colour, or one letter with its accents. */
const PIECES = /\u001b\[[0-9;]*m|\P{M}\p{M}*/gu;

/** How long ago, the largest unit only: `12s`, `5m`, `3h`, `2d`. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
