import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Which of these processes has which local TCP port (IPv4), as /proc tells at this moment. */
export function socketOwners(pids: readonly number[]): ReadonlyMap<number, number> {
  const ports = portsByInode();
  const owners = new Map<number, number>();
  for (const pid of pids) {
    for (const inode of socketsOf(pid)) {
      const port = ports.get(inode);
      if (port !== undefined) owners.set(port, pid);
    }
  }
  return owners;
}

function portsByInode(): ReadonlyMap<string, number> {
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const fields = row.trim().split(/\s+/);
      const port = Number.parseInt(fields[1]?.split(':')[1] ?? '0', 16);
      return [fields[9] ?? '', port];
    }),
  );
}

function socketsOf(pid: number): readonly string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${fd}`)) ?? [];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    // It has ended.
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // It was closed meanwhile.
    return '';
  }
}
