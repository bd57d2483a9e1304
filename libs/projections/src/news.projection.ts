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
  if (event.type !== 'AlertRaised') return unknownEvent(event);
  const { atMs, actor: _actor, counts: _counts, ...facts } = event.data;
  const pair = facts.pairId && (await shownPair(draft, facts.pairId));
  const jobId = facts.jobId ?? (pair ? pair.jobId : undefined);
  const about = await subjectsOf({ ...facts, ...(jobId === undefined ? {} : { jobId }) }, draft);
  draft.put('news', id, {
    id,
    at: atMs,
    ...facts,
    ...(jobId === undefined ? {} : { jobId }),
    ...told(event.data, about),
    isCleared: false,
  } satisfies NewsDocument);
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
      const needs =
        needYou > 0 ? `, ${counted(needYou, 'mailbox needs', 'mailboxes need')} you` : '';
      return {
        title: `${about.jobName} has finished`,
        detail: `${counted(pairs, 'mailbox has', 'mailboxes have')} ended the pass${failures}${needs}.`,
      };
    }
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
