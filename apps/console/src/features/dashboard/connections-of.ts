export type Side = 'source' | 'target';

interface Used {
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
}

/** The connections of a side as they are named, those in use there first; what no job uses may become either side's. */
export function connectionsOf<C extends { readonly id: string; readonly name: string }>(
  side: Side,
  { connections, jobs }: { connections: readonly C[]; jobs: readonly Used[] },
): readonly { readonly connection: C; readonly isUsed: boolean }[] {
  const sources = new Set(jobs.map(({ sourceConnectionId }) => sourceConnectionId));
  const targets = new Set(jobs.map(({ targetConnectionId }) => targetConnectionId));
  const here = side === 'source' ? sources : targets;
  return connections
    .filter(({ id }) => here.has(id) || !(sources.has(id) || targets.has(id)))
    .map((connection) => ({ connection, isUsed: here.has(connection.id) }))
    .toSorted(
      (a, b) =>
        Number(b.isUsed) - Number(a.isUsed) || a.connection.name.localeCompare(b.connection.name),
    );
}
