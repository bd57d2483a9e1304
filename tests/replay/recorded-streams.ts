import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeEvent,
  type EventStore,
  type JsonObject,
  type RecordedEvent,
  type Sealer,
} from '@mailhaul/application';
import {
  type AlertEvent,
  type ConnectionEvent,
  type JobEvent,
  type LedgerEvent,
  type MailerEvent,
  type MailingEvent,
  type NewsSettingsEvent,
  type OperatorEvent,
  type Pair,
  pairDecider,
  type PairEvent,
  pairStream,
  type ShardEvent,
  type TenantEvent,
  type WorkerEvent,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { KeyFileSealer } from '@mailhaul/secrets';
import { foldStreams, projectStreams } from './fold-system.ts';

/** An event as a release stored it. */
export interface StoredEvent {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata?: JsonObject;
}

/** Whose streams they are, and what its release made of them. */
export interface Recording {
  readonly tenant: string;
  readonly pairId: string;
  readonly folded: JsonObject;
  readonly events: readonly StoredEvent[];
}

type AnyEvent =
  | LedgerEvent
  | PairEvent
  | TenantEvent
  | ConnectionEvent
  | JobEvent
  | AlertEvent
  | NewsSettingsEvent
  | MailingEvent
  | MailerEvent
  | OperatorEvent
  | ShardEvent
  | WorkerEvent;

/** Every kind of event there is: the compiler asks for a new one here, and the spec for a recording of it. */
export const eventTypes: Record<AnyEvent['type'], true> = {
  PassOpened: true,
  MailboxesProven: true,
  MemoryKept: true,
  TargetProfiled: true,
  FolderMapped: true,
  FolderEnumerated: true,
  SourceRegenerated: true,
  ItemsRekeyed: true,
  TargetRegenerated: true,
  ItemsIntended: true,
  ItemsSettled: true,
  ItemsRecovered: true,
  ItemsMatched: true,
  SurplusFound: true,
  SurplusRemoved: true,
  WatchEnded: true,
  FolderVerified: true,
  FoldersLeftOut: true,
  FoldersParked: true,
  PassLetGo: true,
  PassProgressed: true,
  PassClosed: true,
  PairAdded: true,
  PairEdited: true,
  PairMatched: true,
  PairUnmatched: true,
  AddressRefreshed: true,
  TargetPlanned: true,
  TargetAsked: true,
  TargetBegun: true,
  TargetMade: true,
  TargetRefused: true,
  InitialPasswordTold: true,
  PriorityChanged: true,
  PairHeld: true,
  PairReleased: true,
  PassScheduled: true,
  LeaseGranted: true,
  LeaseExpired: true,
  LeaseReleased: true,
  PassDied: true,
  PassCompleted: true,
  PassFailed: true,
  PassPaused: true,
  WatchPostponed: true,
  PairReset: true,
  PairRemoved: true,
  PairLeaving: true,
  PairLeft: true,
  PairReturned: true,
  TenantCreated: true,
  TenantEdited: true,
  TenantRemoved: true,
  ConnectionDefined: true,
  ConnectionEdited: true,
  ConnectionVerified: true,
  ConnectionBroken: true,
  ConnectionDeleted: true,
  JobCreated: true,
  JobEdited: true,
  JobPairsChanged: true,
  JobStarted: true,
  DeltaRequested: true,
  JobPaused: true,
  JobFinished: true,
  CreationSet: true,
  ScheduleSet: true,
  WindowClosed: true,
  WindowOpened: true,
  ConditionsSet: true,
  ConditionsNotApplied: true,
  JobMoved: true,
  JobDeleted: true,
  AlertRaised: true,
  AlertGrown: true,
  AlertCleared: true,
  NewsOptionsSet: true,
  MailIntended: true,
  MailSent: true,
  MailRefused: true,
  MailDoubted: true,
  MailerTold: true,
  OperatorAdded: true,
  RolesSet: true,
  PasswordSet: true,
  ApiTokenIssued: true,
  ApiTokenRevoked: true,
  OperatorRemoved: true,
  ShardTaken: true,
  WorkerDrained: true,
  WorkerResumed: true,
};

/** Seals with a key that is no secret, so that recordings open everywhere; without it every part reads as destroyed. */
export function withTestSealer<T>(hasKey: boolean, use: (sealer: Sealer) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'mailhaul-replay-'));
  try {
    const path = join(dir, 'key');
    if (hasKey) writeFileSync(path, 'a key that everybody may know: 1', { mode: 0o600 });
    return use(KeyFileSealer.openReadOnly(path));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** One JSON object a line: first what was made of the events, then each event. */
export function saveRecording(path: string, recording: Recording): void {
  const { events, ...head } = recording;
  const lines = [head, ...events].map((line) => JSON.stringify(line));
  writeFileSync(path, `${lines.join('\n')}\n`);
}

export function loadRecording(path: string): Recording {
  const [head, ...events] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return { ...(head as Recording), events: events as StoredEvent[] };
}

/** All that a store has, in the order of its log. */
export async function inLogOrder(store: EventStore): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const message of store.subscribeToAll({ signal: AbortSignal.timeout(10_000) })) {
    if (message.kind === 'caught-up') break;
    const { stream, id, type, data, metadata } = message.event;
    events.push({ stream, id, type, data, metadata });
  }
  return events;
}

/** When recorded events count as recorded: a second apart, in the order of the log. */
const recordedFromMs = 1_800_000_000_000;

/**
 * What today's code makes of stored events, read back from a store that is empty before: the pair, the report of its ledger with all rows as one hash, the state of every
 * other stream, and the documents that are shown of all.
 */
export async function foldStored(
  stored: Omit<Recording, 'folded'>,
  sealer: Sealer,
  store: EventStore = new MemoryEventStore({ clock: systemClock }),
): Promise<JsonObject> {
  const { tenant, pairId } = stored;
  const next = new Map<string, number>();
  for (const { stream, ...event } of stored.events) {
    const revision = next.get(stream) ?? 0;
    await store.append(stream, [event], revision === 0 ? 'no-stream' : revision - 1);
    next.set(stream, revision + 1);
  }
  let pair: Pair = pairDecider.initial();
  for await (const event of store.readStream(pairStream(tenant, pairId))) {
    const { upcasters } = pairDecider;
    pair = pairDecider.evolve(pair, decodeEvent<PairEvent>(event, { sealer, upcasters }));
  }
  const report = await readLedgerReport({ store, sealer, tenant, pairId });
  // What the recordings were made with; fields that came later are no difference.
  const rows = [...(report?.rows() ?? [])].map(({ hash: _, ...row }) => row);
  const rowsHash = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  const revisions = new Map<string, number>();
  const log = stored.events.map((event, n): RecordedEvent => {
    const revision = (revisions.get(event.stream) ?? -1) + 1;
    revisions.set(event.stream, revision);
    const recordedAtMs = recordedFromMs + n * 1000;
    return { metadata: {}, ...event, revision, position: BigInt(n + 1), recordedAtMs };
  });
  const folded = {
    ...{ pair, ledger: { ...report, rowCount: rows.length, rowsHash } },
    streams: foldStreams(log, sealer),
    documents: await projectStreams(log, sealer),
  };
  return JSON.parse(JSON.stringify(folded)) as JsonObject;
}
