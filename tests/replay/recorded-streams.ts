import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEvent, type JsonObject, type Sealer } from '@mailhaul/application';
import {
  type LedgerEvent,
  type Pair,
  pairDecider,
  type PairEvent,
  pairStream,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { KeyFileSealer } from '@mailhaul/secrets';

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

/** Every kind of event there is: the compiler asks for a new one here, and the spec for a recording of it. */
export const eventTypes: Record<(LedgerEvent | PairEvent)['type'], true> = {
  PassOpened: true,
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
  PassProgressed: true,
  PassClosed: true,
  PairAdded: true,
  PassScheduled: true,
  PassCompleted: true,
  PassFailed: true,
  PassPaused: true,
  PairReset: true,
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

/** What today's code makes of stored events: the pair, and the report of its ledger with all rows as one hash. */
export async function foldStored(
  stored: Omit<Recording, 'folded'>,
  sealer: Sealer,
): Promise<JsonObject> {
  const { tenant, pairId } = stored;
  const store = new MemoryEventStore({ clock: systemClock });
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
  const folded = { pair, ledger: { ...report, rowCount: rows.length, rowsHash } };
  return JSON.parse(JSON.stringify(folded)) as JsonObject;
}
