import { readFile } from 'node:fs/promises';
import { run } from './run.ts';

/**
 * When a process started, in a form that only serves to tell it from a later one with the same id; undefined when it
 * does not run. A zombie does not run: where nobody reaps, as in many a container, it stays in the table for ever.
 */
export const startOf = (pid: number): Promise<string | undefined> =>
  process.platform === 'linux' ? fromProc(pid) : fromPs(pid);

/** Field 3 is the state and field 22 the start in clock ticks since boot, see proc_pid_stat(5). */
async function fromProc(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

async function fromPs(pid: number): Promise<string | undefined> {
  const text = (await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => '')).trim();
  return text === '' || text.startsWith('Z') ? undefined : text.replace(/^\S+\s+/, '');
}
