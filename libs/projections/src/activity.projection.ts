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

/** Of no side: only an id was learnt, which nobody asked about. */
function refreshWords(sides: unknown, by: unknown): string {
  if (!Array.isArray(sides) || sides.length === 0) return '';
  const which = sides.length > 1 ? 'Source and target have' : `The ${String(sides[0])} has`;
  return `${which} another address now${by === 'person' ? ', as the list says' : ''}`;
}

function notAppliedWords(why: unknown, leaving: string, rows: number): string {
  switch (why) {
    case 'too-many-leave':
      return `${leaving} of ${rows.toLocaleString('en')} would leave by its conditions: more than half, so nobody left. Look at Change conditions`;
    case 'incomplete':
      return `${leaving} would leave by its conditions, but the source told of a part of its mailboxes, so nobody left`;
    default:
      return 'The source could not be read: it goes on with the mailboxes it has';
  }
}

const leftReasons: Readonly<Record<string, string>> = {
  gone: 'the source has no such mailbox any more',
  excluded: 'a condition leaves it out',
  'not-included': 'no condition takes it any more',
};
const leftBecause = (why: unknown) => leftReasons[String(why)] ?? 'by its conditions';

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
  CreationSet: ({ rules }) => ({
    text:
      rules === undefined
        ? 'Settings for creation of target mailboxes removed'
        : 'Settings for creation of target mailboxes changed',
  }),
  ScheduleSet: ({ schedule }) => ({
    text: schedule === undefined ? 'Schedule removed: it may run at all times' : 'Schedule changed',
  }),
  ConditionsSet: ({ count: set }) => ({
    text:
      set === 0
        ? 'Conditions removed: mailboxes are as they were given'
        : 'Conditions of its mailboxes changed',
  }),
  ConditionsNotApplied: ({ why, leaving, rows }) => ({
    text: notAppliedWords(why, count(leaving, 'mailbox', 'mailboxes'), Number(rows ?? 0)),
    tone: 'bad',
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
  AddressRefreshed: ({ sides, by }) => ({ text: refreshWords(sides, by) }),
  TargetPlanned: ({ plan }) => ({
    text:
      {
        create: 'A target user with mailbox is to be created',
        enable: 'A target user is to get a mailbox',
        leave: 'Not to be migrated',
      }[typeof plan === 'string' ? plan : ''] ?? 'Nothing is planned for its target any more',
  }),
  TargetAsked: plain('Creation of the target mailbox asked for'),
  TargetBegun: plain('Creation of the target mailbox began'),
  TargetMade: () => ({ text: 'Target mailbox created', tone: 'good' }),
  TargetRefused: () => ({ text: 'The target mailbox was not created', tone: 'bad' }),
  InitialPasswordTold: plain('Initial password read; it is kept no longer'),
  PriorityChanged: ({ priority }) => ({ text: `Priority set to ${Number(priority)}` }),
  PairHeld: plain('Held'),
  PairReleased: plain('Released'),
  PassScheduled: ({ pass }) => ({ text: pass === 'delta' ? 'Delta pass queued' : 'Pass queued' }),
  LeaseGranted: plain('Copying began'),
  LeaseExpired: plain('Worker not heard of; queued again'),
  PassDied: () => ({ text: 'The process that copied it died; queued again', tone: 'bad' }),
  PassCompleted: ({ totals, findings }) => {
    const { migrated, failed } = (totals ?? {}) as { migrated?: number; failed?: number };
    const { grade, unverified } = (findings ?? {}) as { grade?: string; unverified?: object };
    const checked = grade === undefined ? '' : `, verified: ${grade}`;
    const unchecked = unverified === undefined ? '' : ', but it could not be verified';
    const isGood = (failed ?? 0) === 0;
    const failures = isGood ? '' : `, ${count(failed, 'item')} failed`;
    return {
      text: `Completed: ${count(migrated, 'item')} on the target${failures}${checked}${unchecked}`,
      tone: isGood && unverified === undefined ? 'good' : 'bad',
    };
  },
  PassFailed: () => ({ text: 'Cannot go on without you', tone: 'bad' }),
  PassPaused: ({ retryAt }) => ({
    text: retryAt === undefined ? 'Stopped' : 'Waits and goes on by itself',
  }),
  PairLeaving: ({ why }) => ({ text: `Leaves the job once it is stopped: ${leftBecause(why)}` }),
  PairLeft: ({ why }) => ({ text: `Left the job: ${leftBecause(why)}` }),
  PairReturned: plain('In the job again: it goes on where it was'),
  PairReset: ({ because, withoutMatching }) => ({
    text:
      because === 'other-mailboxes'
        ? 'Found another mailbox under the new address: its history starts anew, and what is there is matched first'
        : withoutMatching === true
          ? 'Reset: its history starts anew, and nothing on the target is matched: mail there will be there twice'
          : 'Reset: its history starts anew',
  }),
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
  const { code, reason, actor, atMs, findings } = event.data;
  const now = await placeOf(event, draft);
  const place = now ?? earlier;
  if (place === undefined) return;
  const why =
    code ?? reason ?? (findings as { unverified?: JsonObject } | undefined)?.unverified?.['code'];
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
