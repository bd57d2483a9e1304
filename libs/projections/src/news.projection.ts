import type { AlertEvent, AlertFacts } from '@mailhaul/domain';
import type { ConnectionDocument, JobDocument, NewsDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { shownPair } from './pair-document.ts';
import { type ReadEvent, unknownEvent } from './read-event.ts';

const counted = (value: number, one: string, many: string) =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`;

export async function projectNews(read: ReadEvent, draft: Draft): Promise<void> {
  const event = read as unknown as AlertEvent;
  const { streamId: id } = read;
  if (event.type === 'AlertCleared') {
    const before = await draft.get<NewsDocument>('news', id);
    if (before !== undefined) draft.put('news', id, { ...before, isCleared: true });
    return;
  }
  if (event.type === 'AlertGrown') {
    const before = await draft.get<NewsDocument>('news', id);
    if (before === undefined) return;
    const { atMs: at, counts } = event.data;
    const { mailboxes = 0 } = counts;
    const title = gatheredTitle(before.about, mailboxes, '');
    draft.put('news', id, { ...before, at, title, mailboxes } satisfies NewsDocument);
    return;
  }
  if (event.type !== 'AlertRaised') return unknownEvent(event);
  const { atMs, actor: _actor, counts, upTo: _upTo, ...facts } = event.data;
  const mailboxes = counts?.['mailboxes'];
  const pair = facts.pairId && (await shownPair(draft, facts.pairId));
  const jobId = facts.jobId ?? (pair ? pair.jobId : undefined);
  const about = await subjectsOf({ ...facts, ...(jobId === undefined ? {} : { jobId }) }, draft);
  draft.put('news', id, {
    id,
    at: atMs,
    ...facts,
    ...(jobId === undefined ? {} : { jobId }),
    ...(mailboxes === undefined ? {} : { mailboxes }),
    ...told(event.data, about),
    isCleared: false,
  } satisfies NewsDocument);
}

const gatheredWords: Readonly<Record<string, readonly [string, string]>> = {
  'mailbox-started': ['has started', 'have started'],
  'mailbox-completed': ['has completed', 'have completed'],
};

/** One mailbox is named, several are counted. */
function gatheredTitle(about: string, mailboxes: number, name: string): string {
  const [one, many] = gatheredWords[about] ?? [about, about];
  if (mailboxes === 1) return `${name} ${one}`;
  return `${counted(mailboxes, 'mailbox', 'mailboxes')} ${many}`;
}

interface Subjects {
  readonly job: JobDocument | undefined;
  readonly jobName: string;
  readonly mailbox: string;
  readonly connection: string;
}

async function subjectsOf(
  { jobId, pairId, connectionId }: AlertFacts,
  draft: Draft,
): Promise<Subjects> {
  const job = jobId === undefined ? undefined : await draft.get<JobDocument>('jobs', jobId);
  const pair = pairId === undefined ? undefined : await shownPair(draft, pairId);
  const connection =
    connectionId === undefined
      ? undefined
      : await draft.get<ConnectionDocument>('connections', connectionId);
  return {
    job,
    jobName: job?.name ?? 'a deleted job',
    mailbox: pair?.source ?? 'A removed mailbox',
    connection: connection?.name ?? 'A deleted connection',
  };
}

function told(facts: AlertFacts, about: Subjects): Pick<NewsDocument, 'title' | 'detail'> {
  const inJob = `In ${about.jobName}.`;
  switch (facts.about) {
    case 'job-finished': {
      const { pairs = 0, failed = 0, statuses = {} } = about.job ?? {};
      const needYou = statuses['needs-you'] ?? 0;
      const failures = failed > 0 ? `, ${counted(failed, 'item', 'items')} failed` : '';
      if (needYou > 0) {
        return {
          title: `${about.jobName} has finished, but ${counted(needYou, 'mailbox needs', 'mailboxes need')} you`,
          detail: `${(pairs - needYou).toLocaleString('en')} of ${counted(pairs, 'mailbox', 'mailboxes')} ended the pass${failures}.`,
        };
      }
      return {
        title: `${about.jobName} has finished`,
        detail: `${counted(pairs, 'mailbox has', 'mailboxes have')} ended the pass${failures}.`,
      };
    }
    case 'mailbox-started':
    case 'mailbox-completed': {
      const { mailboxes = 1 } = facts.counts ?? {};
      return { title: gatheredTitle(facts.about, mailboxes, about.mailbox), detail: inJob };
    }
    case 'source-unread':
      return {
        title: `The source of ${about.jobName} could not be read`,
        detail: 'The job goes on with the mailboxes it has: nobody entered or left.',
      };
    case 'nobody-left':
      return {
        title: `Nobody left ${about.jobName}`,
        detail:
          'By its conditions more mailboxes would leave than may without a question, or the source told of a part of them. See Change conditions.',
      };
    case 'mailbox-failed':
      return { title: `${about.mailbox} needs you`, detail: inJob };
    case 'mailbox-died':
      return {
        title: `${about.mailbox} was parked`,
        detail: `What copied it died three times in a row. ${inJob}`,
      };
    case 'items-failed':
      return {
        title: `${counted(facts.counts?.['items'] ?? 0, 'item', 'items')} of ${about.mailbox} failed`,
        detail: inJob,
      };
    case 'connection-broken':
      return {
        title: `${about.connection} does not work`,
        detail: 'Its mailboxes stand still until it is mended.',
      };
    default:
      return { title: facts.about, detail: '' };
  }
}
