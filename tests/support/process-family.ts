import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFacts {
  readonly pid: number;
  readonly commandLine: string;
  readonly environment: string;
}

/** A process and all its descendants, as /proc shows them. */
export function familyOf(root: number): readonly ProcessFacts[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const stat = read(Number(name), 'stat');
    // The name in parentheses may hold anything: fields count from the last ')'.
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isOfFamily = (pid: number): boolean => {
    const parent = parents.get(pid);
    return pid === root || (parent !== undefined && parent > 1 && isOfFamily(parent));
  };
  return [...parents.keys()].filter(isOfFamily).map((pid) => ({
    pid,
    commandLine: read(pid, 'cmdline'),
    environment: read(pid, 'environ'),
  }));
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
