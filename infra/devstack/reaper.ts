import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Ends the servers of this process when it dies, however it dies: `kill -9` leaves no handler to run.
 * A shell of its own session reads from a pipe that closes with us, and then ends what it was told of.
 */
export const reaper = {
  watch: (pid: number): void => write(`+ ${pid}`),
  forget: (pid: number): void => write(`- ${pid}`),
};

const SCRIPT = `
pids=
while read -r op pid; do
  case $op in
    +) pids="$pids $pid" ;;
    -) kept=; for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done; pids=$kept ;;
  esac
done
[ -n "$pids" ] || exit 0
kill -TERM $pids 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do
  left=; for p in $pids; do kill -0 "$p" 2>/dev/null && left="$left $p"; done
  [ -n "$left" ] || exit 0
  sleep 0.3
done
kill -KILL $left 2>/dev/null
`;

let shell: ChildProcess | undefined;

function write(line: string): void {
  shell ??= start();
  shell.stdin?.write(`${line}\n`);
}

function start(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  // The pipe must not keep us alive: closing it is the signal.
  if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  child.on('error', (error) => console.error(`no reaper: servers may be left running: ${error.message}`));
  return child;
}
