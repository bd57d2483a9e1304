import { decodeEvent, type EventStore, type TenantSealers } from '@mailhaul/application';
import { connectionStream, jobStream, pairStream } from '@mailhaul/domain';
import type { RaisedAlert } from './mail-digest.ts';

export interface WordPorts {
  readonly events: EventStore;
  readonly sealers: TenantSealers;
}

/** One line of a mail. Names come from the log itself: deciders and processors read no projection. */
export async function alertLine({ tenant, facts }: RaisedAlert, ports: WordPorts): Promise<string> {
  const { about, jobId, pairId, connectionId, code, counts } = facts;
  const why = code === undefined ? '' : ` (${code})`;
  if (jobId !== undefined) {
    const name = await nameIn(jobStream(tenant, jobId), tenant, ports);
    return `${name ?? 'A job'}: every mailbox has ended its pass`;
  }
  if (connectionId !== undefined) {
    const name = await nameIn(connectionStream(tenant, connectionId), tenant, ports);
    return `${name ?? 'A connection'} does not work${why}`;
  }
  const mailbox = pairId && (await nameIn(pairStream(tenant, pairId), tenant, ports));
  const subject = mailbox || 'A mailbox';
  switch (about) {
    case 'items-failed': {
      const items = counts?.['items'] ?? 0;
      return `${subject}: ${items} ${items === 1 ? 'item' : 'items'} failed`;
    }
    case 'mailbox-died':
      return `${subject} was parked: what copied it died three times in a row`;
    default:
      return `${subject} cannot go on without you${why}`;
  }
}

/** As the newest event that names it says. */
async function nameIn(
  stream: string,
  tenant: string,
  { events, sealers }: WordPorts,
): Promise<string | undefined> {
  const codec = { sealer: await sealers.of(tenant), upcasters: {} };
  let name: string | undefined;
  for await (const recorded of events.readStream(stream)) {
    const { sealed } = decodeEvent<{ type: string; data: object; sealed?: object }>(
      recorded,
      codec,
    );
    const { name: named, source } = (sealed ?? {}) as { name?: unknown; source?: unknown };
    if (typeof named === 'string') name = named;
    else if (typeof source === 'string') name = source;
  }
  return name;
}
