import type { JsonObject } from '@mailhaul/application';
import type {
  ActivityDocument,
  ConnectionDocument,
  JobDocument,
  PairDocument,
} from './documents.ts';
import type { Draft } from './draft.ts';
import type { ReadEvent } from './read-event.ts';

type Tone = ActivityDocument['tone'];
type Say = (data: JsonObject) => { readonly text: string; readonly tone?: Tone };

const plain =
  (text: string): Say =>
  () => ({ text });
const count = (value: unknown, one: string, many = `${one}s`) =>
  `${Number(value ?? 0).toLocaleString('en')} ${value === 1 ? one : many}`;

/** Events that people would ask about, in their words; what is not here happens too often to be told. */
const words: Readonly<Record<string, Say>> = {
  TenantCreated: plain('Tenant created'),
  TenantEdited: plain('Tenant changed'),
  ConnectionDefined: plain('Connection defined'),
  ConnectionEdited: plain('Connection changed'),
  ConnectionVerified: () => ({ text: 'Connection works', tone: 'good' }),
  ConnectionBroken: () => ({ text: 'Connection does not work', tone: 'bad' }),
  ConnectionDeleted: plain('Connection deleted'),
  JobCreated: plain('Job created'),
  JobEdited: plain('Job changed'),
  JobPairsChanged: ({ added, edited, removed }) => ({
    text: [
      Number(added) > 0 ? `${count(added, 'mailbox pair')} added` : '',
      Number(edited) > 0 ? `${count(edited, 'mailbox pair')} changed` : '',
      Number(removed) > 0 ? `${count(removed, 'mailbox pair')} removed` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  }),
  JobStarted: plain('Started'),
  DeltaRequested: plain('Delta requested'),
  JobPaused: plain('Paused'),
  JobFinished: () => ({ text: 'Every mailbox has ended its pass', tone: 'good' }),
  JobMoved: plain('Moved in the order of jobs'),
  JobDeleted: plain('Job deleted'),
  PairEdited: plain('Mailbox pair changed'),
  PriorityChanged: ({ priority }) => ({ text: `Priority set to ${Number(priority)}` }),
  PairHeld: plain('Held'),
  PairReleased: plain('Released'),
  PassScheduled: ({ pass }) => ({ text: pass === 'delta' ? 'Delta pass queued' : 'Pass queued' }),
  LeaseGranted: plain('Copying began'),
  LeaseExpired: plain('Worker not heard of; queued again'),
  PassDied: () => ({ text: 'The process that copied it died; queued again', tone: 'bad' }),
  PassCompleted: ({ totals, findings }) => {
    const { migrated, failed } = (totals ?? {}) as { migrated?: number; failed?: number };
    const { grade } = (findings ?? {}) as { grade?: string };
    const checked = grade === undefined ? '' : `, verified: ${grade}`;
    const isGood = (failed ?? 0) === 0;
    const failures = isGood ? '' : `, ${count(failed, 'item')} failed`;
    return {
      text: `Completed: ${count(migrated, 'item')} on the target${failures}${checked}`,
      tone: isGood ? 'good' : 'bad',
    };
  },
  PassFailed: () => ({ text: 'Cannot go on without you', tone: 'bad' }),
  PassPaused: ({ retryAt }) => ({
    text: retryAt === undefined ? 'Stopped' : 'Waits and goes on by itself',
  }),
  PairReset: plain('Reset: its history starts anew'),
};

/** `earlier`: what it was about before the other projections took the event; of something deleted that is all there is. */
export async function projectActivity(
  event: ReadEvent,
  draft: Draft,
  earlier: Place | undefined,
): Promise<void> {
  const say = words[event.type];
  if (say === undefined) return;
  const { text, tone = 'plain' } = say(event.data);
  if (text === '') return;
  const { code, reason, actor, atMs } = event.data;
  const now = await placeOf(event, draft);
  const place = now === undefined || now.subject === '' ? (earlier ?? now) : now;
  if (place === undefined) return;
  const why = code ?? reason;
  draft.put('activity', event.id, {
    id: event.id,
    at: Number(atMs ?? event.recordedAtMs),
    type: event.type,
    actor: typeof actor === 'string' ? actor : '',
    ...place,
    text,
    ...(typeof why === 'string' ? { code: why } : {}),
    tone,
  } satisfies ActivityDocument);
}

type Place = Pick<ActivityDocument, 'subject' | 'jobId' | 'pairId' | 'connectionId'>;

/** What an event is about, as it is called in the documents. */
export async function placeOf(event: ReadEvent, draft: Draft): Promise<Place | undefined> {
  const { category, streamId: id, sealed } = event;
  const named = typeof sealed?.['name'] === 'string' ? sealed['name'] : undefined;
  switch (category) {
    case 'tenant':
      return { subject: named ?? event.tenant };
    case 'connection': {
      const connection = await draft.get<ConnectionDocument>('connections', id);
      return { subject: connection?.name ?? named ?? '', connectionId: id };
    }
    case 'job': {
      const job = await draft.get<JobDocument>('jobs', id);
      return { subject: job?.name ?? named ?? '', jobId: id };
    }
    case 'pair': {
      const pair = await draft.get<PairDocument>('pairs', id);
      return pair === undefined
        ? undefined
        : { subject: pair.source, pairId: id, jobId: pair.jobId };
    }
    default:
      return undefined;
  }
}
