import type { JsonObject } from '@mailhaul/application';
import type {
  ActivityDocument,
  ConnectionDocument,
  JobDocument,
  PairDocument,
  TenantDocument,
  Told,
} from './documents.ts';
import type { Draft } from './draft.ts';
import { shownPair } from './pair-document.ts';
import type { ReadEvent } from './read-event.ts';

type Tone = ActivityDocument['tone'];
type Say = (data: JsonObject) => { readonly text: string; readonly tone?: Tone };

const plain =
  (text: string): Say =>
  () => ({ text });
const count = (value: unknown, one: string, many = `${one}s`) =>
  `${Number(value ?? 0).toLocaleString('en')} ${value === 1 ? one : many}`;

const outsideWords = (outside: unknown) => (outside === undefined ? '' : ', outside the schedule');

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
  JobStarted: ({ outsideSchedule }) => ({ text: `Started${outsideWords(outsideSchedule)}` }),
  DeltaRequested: ({ outsideSchedule }) => ({
    text: `Delta requested${outsideWords(outsideSchedule)}`,
  }),
  JobPaused: plain('Paused'),
  JobFinished: () => ({ text: 'Every mailbox has ended its pass', tone: 'good' }),
  ScheduleSet: ({ schedule }) => ({
    text: schedule === undefined ? 'Schedule removed: it may run at all times' : 'Schedule changed',
  }),
  WindowClosed: ({ untilMs }) => ({
    text:
      untilMs === undefined
        ? 'Outside its schedule, which never opens again'
        : 'Outside its schedule: waits and goes on by itself',
  }),
  WindowOpened: plain('The schedule lets it go on'),
  JobMoved: plain('Moved in the order of jobs'),
  JobDeleted: plain('Job deleted'),
  PairEdited: plain('Mailbox pair changed'),
  PairMatched: plain('Matched with a target mailbox'),
  PairUnmatched: plain('Target mailbox taken away'),
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

/** Of a watch only what came of it. */
const watchWords: typeof words = {
  PassCompleted: ({ findings }) => {
    const { watchedUntilMs } = (findings ?? {}) as { watchedUntilMs?: number };
    return watchedUntilMs === undefined
      ? { text: 'The watch has ended', tone: 'good' }
      : { text: 'The watch goes on' };
  },
  WatchPostponed: ({ reason, untilMs }) => {
    if (reason === 'stopped') return { text: '' };
    return untilMs === undefined
      ? { text: 'The look for a late batch is given up: the next delta makes it', tone: 'bad' }
      : { text: 'The look for a late batch could not be made, and is made later' };
  },
};

/** Entries kept of each pair, and of each tenant, connection and job; older ones are in the log alone. */
export const activityMax = { pair: 50, other: 200 } as const;

/** `earlier`: what it was about before the other projections took the event; of something deleted that is all there is. */
export async function projectActivity(
  event: ReadEvent,
  draft: Draft,
  earlier: Place | undefined,
): Promise<void> {
  const said = event.data['pass'] === 'watch' ? watchWords : words;
  const say = Object.hasOwn(said, event.type) ? said[event.type] : undefined;
  if (say === undefined) return;
  const { text, tone = 'plain' } = say(event.data);
  if (text === '') return;
  const { code, reason, actor, atMs } = event.data;
  const now = await placeOf(event, draft);
  const place = now ?? earlier;
  if (place === undefined) return;
  const why = code ?? reason;
  const { category, streamId } = event;
  const { about, document, collection, documentId } = place;
  // Then so does the activity: it is written first, and the count is that of later entries.
  if (now !== undefined && draft.isShown(collection, documentId)) return;
  const { told = 0 } = document;
  const slot = told % (category === 'pair' ? activityMax.pair : activityMax.other);
  draft.put('activity', `${category}.${streamId}.${slot}`, {
    id: event.id,
    at: typeof atMs === 'number' ? atMs : event.recordedAtMs,
    type: event.type,
    actor: typeof actor === 'string' ? actor : '',
    ...about,
    text,
    ...(typeof why === 'string' ? { code: why } : {}),
    tone,
  } satisfies ActivityDocument);
  if (now !== undefined) draft.put(collection, documentId, { ...document, told: told + 1 });
}

interface Place {
  readonly about: Pick<ActivityDocument, 'subject' | 'jobId' | 'pairId' | 'connectionId'>;
  readonly collection: string;
  readonly documentId: string;
  readonly document: Told;
}

/** What an event is about, as it is called in the documents. */
export async function placeOf(event: ReadEvent, draft: Draft): Promise<Place | undefined> {
  const { category, streamId, tenant } = event;
  const documentId = category === 'tenant' ? tenant : streamId;
  const collection = `${category}s`;
  const found = async <T extends Told>(aboutOf: (document: T) => Place['about']) => {
    const document = await draft.get<T>(collection, documentId);
    return document && { about: aboutOf(document), collection, documentId, document };
  };
  switch (category) {
    case 'tenant':
      return found<TenantDocument>(({ name }) => ({ subject: name }));
    case 'connection':
      return found<ConnectionDocument>(({ name }) => ({
        subject: name,
        connectionId: documentId,
      }));
    case 'job':
      return found<JobDocument>(({ name }) => ({ subject: name, jobId: documentId }));
    case 'pair': {
      if ((await shownPair(draft, documentId)) === undefined) return undefined;
      return found<PairDocument>(({ source, jobId }) => ({
        subject: source,
        pairId: documentId,
        jobId,
      }));
    }
    default:
      return undefined;
  }
}
