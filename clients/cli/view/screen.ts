import type { Live } from '../../rollouts.ts';
import { clipped } from '../columns.ts';
import type { Terminal } from '../terminal.ts';
import { Progress } from './progress.ts';
import { renderTree } from './tree.ts';

/** Where a watched rollout is shown. */
export interface Screen {
  show(live: Live): void;
  /** Leaves what is shown standing. */
  done(live?: Live): void;
}

/** A picture that is redrawn where a person looks, log lines everywhere else. */
export async function screenOf(terminal: Terminal): Promise<Screen> {
  return terminal.live ? redrawn(terminal) : logged(terminal);
}

async function redrawn({ colors, rows, columns, out }: Terminal): Promise<Screen> {
  const { default: logUpdate } = await import('log-update');
  return {
    show: (live) => logUpdate(cut(renderTree(live, colors, Date.now()), rows - 1, columns)),
    // The last picture is printed whole: it may wrap and scroll, nobody redraws over it.
    done: (live) => {
      if (live) logUpdate.clear();
      logUpdate.done();
      if (live) out(renderTree(live, colors, Date.now()));
    },
  };
}

function logged(terminal: Terminal): Screen {
  const progress = new Progress();
  const write = terminal.output === 'table' ? terminal.out : terminal.say;
  return { show: (live) => progress.lines(live, Date.now()).forEach(write), done: () => {} };
}

/** What wraps or has more lines than the window cannot be redrawn without flicker. */
function cut(text: string, rows: number, width: number): string {
  const lines = text.split('\n').map((line) => clipped(line, width));
  return lines.length <= rows
    ? lines.join('\n')
    : [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more lines`].join('\n');
}
