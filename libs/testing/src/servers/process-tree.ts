import { readFileSync, readdirSync } from 'node:fs';

/** The direct children of a process, read from /proc; none where there is no /proc. */
export function childrenOf(pid: number): number[] {
  return pidsOnThisHost().filter((child) => parentOf(child) === pid);
}

/** SIGKILL for a process and its children. The parent is stopped first, so that it starts no new ones. */
export function killWithChildren(pid: number): void {
  signal(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) signal(child, 'SIGKILL');
  signal(pid, 'SIGKILL');
}

/** Processes with that text in their command line or environment; of other accounts only where we may look. */
export function pidsThatName(text: string): number[] {
  return pidsOnThisHost().filter((pid) =>
    ['cmdline', 'environ'].some((file) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(text);
      } catch {
        // It ended meanwhile, or is not ours to look at.
        return false;
      }
    }),
  );
}

/** Sends a signal; a process that is already gone is not an error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function pidsOnThisHost(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name in parentheses may hold anything: fields count from the last ')'.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // The process ended between the two reads.
    return undefined;
  }
}
