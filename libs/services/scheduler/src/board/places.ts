import type { ConnectionEntry, JobEntry, PairEntry, Places } from './entries.ts';

/** What a pass of this pair takes up; undefined: its job, its connections or its mailboxes are not known. */
export function holdingOf(entry: PairEntry): Places | undefined {
  const sides = sidesOf(entry.job);
  if (sides === undefined || entry.source === undefined || entry.target === undefined) {
    return undefined;
  }
  const mailboxes = [
    mailboxKey(sides.source, entry.source),
    mailboxKey(sides.target, entry.target),
  ];
  const servers = [sides.source, sides.target].map(serverOf).filter((one) => one !== undefined);
  return { connections: [sides.source.id, sides.target.id], mailboxes, servers };
}

/** Where the pair's mail goes; undefined: not known. */
export function targetKeyOf(entry: PairEntry): string | undefined {
  const sides = sidesOf(entry.job);
  if (sides === undefined || entry.target === undefined) return undefined;
  return mailboxKey(sides.target, entry.target);
}

export function sidesOf(
  job: JobEntry | undefined,
): { readonly source: ConnectionEntry; readonly target: ConnectionEntry } | undefined {
  if (job === undefined || job.state.status === 'unknown' || job.state.status === 'deleted') {
    return undefined;
  }
  const { connections } = job.tenant;
  const source = connections.get(job.state.sourceConnectionId);
  const target = connections.get(job.state.targetConnectionId);
  return source === undefined || target === undefined ? undefined : { source, target };
}

/** The host, whoever's connection leads there; undefined once the tenant's key is destroyed. */
export function serverOf({ state }: ConnectionEntry): string | undefined {
  return 'details' in state ? state.details?.host.toLowerCase() : undefined;
}

/** Two connections to one server reach the same mailboxes. */
function mailboxKey({ id, state }: ConnectionEntry, mailbox: string): string {
  const details = 'details' in state ? state.details : undefined;
  const server = details === undefined ? id : `${details.host.toLowerCase()}:${details.port ?? ''}`;
  return `${server}|${mailbox}`;
}
