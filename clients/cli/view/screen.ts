import type { Live } from '../../rollouts.ts';
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

async function redrawn({ colors, rows }: Terminal): Promise<Screen> {
  const { default: logUpdate } = await import('log-update');
  return {
    show: (live) => logUpdate(cut(renderTree(live, colors, Date.now()), rows - 1)),
    // The last picture is printed whole: it may scroll, nobody redraws over it.
    done: (live) => {
      if (live) logUpdate(renderTree(live, colors, Date.now()));
      logUpdate.done();
    },
  };
}

function logged(terminal: Terminal): Screen {
  const progress = new Progress();
  const write = terminal.output === 'table' ? terminal.out : terminal.say;
  return { show: (live) => progress.lines(live, Date.now()).forEach(write), done: () => {} };
}

/** More lines than the window has cannot be redrawn without flicker. */
function cut(text: string, rows: number): string {
  const lines = text.split('\n');
  return lines.length <= rows
    ? text
    : [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more lines`].join('\n');
}
