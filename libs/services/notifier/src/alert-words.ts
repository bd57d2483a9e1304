import { decodeEvent, type EventStore, type TenantSealers } from '@mailhaul/application';
import { connectionStream, jobStream, pairStream } from '@mailhaul/domain';
import type { NewsLine } from './waiting-news.ts';

export interface WordPorts {
  readonly events: EventStore;
  readonly sealers: TenantSealers;
}

/** One line of a mail. Names come from the log itself: deciders and processors read no projection. */
export async function alertLine(
  tenant: string,
  { facts, mailboxes, items }: NewsLine,
  ports: WordPorts,
): Promise<string> {
  const { about, jobId, pairId, connectionId, code } = facts;
  const why = code === undefined ? '' : ` (${code})`;
  const job = jobId && (await nameIn(jobStream(tenant, jobId), tenant, ports));
  if (connectionId !== undefined) {
    const name = await nameIn(connectionStream(tenant, connectionId), tenant, ports);
    return `${name ?? 'A connection'} does not work${why}`;
  }
  const isOfMailboxes = Object.hasOwn(mailboxWords, about);
  if (jobId !== undefined && !isOfMailboxes) {
    return `${job || 'A job'}: ${jobWords[about] ?? 'every mailbox has ended its pass'}`;
  }
  const [one, many] = mailboxWords[about] ?? usualWords;
  const named =
    mailboxes === 1 && pairId !== undefined
      ? await nameIn(pairStream(tenant, pairId), tenant, ports)
      : undefined;
  const subject = mailboxes === 1 ? (named ?? 'A mailbox') : `${counted(mailboxes)} mailboxes`;
  if (about === 'items-failed') {
    return `${subject}: ${counted(items)} ${items === 1 ? 'item' : 'items'} failed`;
  }
  return `${subject}${job ? ` of ${job}` : ''} ${mailboxes === 1 ? one : many}${why}`;
}

const counted = (value: number) => value.toLocaleString('en');

const usualWords = ['cannot go on without you', 'cannot go on without you'] as const;
/** Of one mailbox, and of many. */
const mailboxWords: Readonly<Record<string, readonly [string, string]>> = {
  'mailbox-started': ['has started', 'have started'],
  'mailbox-completed': ['has completed', 'have completed'],
  'mailbox-failed': usualWords,
  'mailbox-died': [
    'was parked: what copied it died three times in a row',
    'were parked: what copied them died three times in a row',
  ],
};

const jobWords: Readonly<Record<string, string>> = {
  'source-unread': 'its source could not be read, so it goes on with the mailboxes it has',
  'nobody-left': 'more mailboxes would leave by its conditions than may without a question',
};

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
