import { forEachPackedItem, type LedgerEvent, PackReader, unpackIds } from '@mailhaul/domain';
import type {
  BatchDocument,
  FailedItemDocument,
  FolderDocument,
  PairDocument,
} from './documents.ts';
import type { Draft } from './draft.ts';
import { folderId } from './folder-id.ts';
import { type ReadEvent, unknownEvent } from './read-event.ts';

type Of<T extends LedgerEvent['type']> = Extract<LedgerEvent, { type: T }>;
/** Source id, size, received in seconds since 1970. */
type BatchItem = readonly [number, number, number];

interface Place {
  readonly pair: PairDocument;
  readonly read: ReadEvent;
}

/** The failed items of a pair, as intents and settlements tell them. */
export async function projectItems(event: LedgerEvent, place: Place, draft: Draft): Promise<void> {
  switch (event.type) {
    case 'ItemsIntended':
      intend(event, place, draft);
      return;
    case 'ItemsSettled':
      await settle(event, place, draft);
      return;
    case 'ItemsRecovered':
      await recover(event, place, draft);
      return;
    case 'ItemsMatched': {
      const { f, items } = event.data;
      await succeed(draft, place, { f, items: () => unpackItems(items) });
      return;
    }
    case 'SourceRegenerated':
      // Their ids mean nothing any more; what fails again is told again.
      await forgetFailed(draft, place.pair, { f: event.data.f });
      return;
    case 'PassOpened':
    case 'MailboxesProven':
    case 'PassClosed':
    case 'PassLetGo':
    case 'PassProgressed':
    case 'MemoryKept':
    case 'TargetProfiled':
    case 'FolderMapped':
    case 'FolderEnumerated':
    case 'ItemsRekeyed':
    case 'TargetRegenerated':
    case 'SurplusFound':
    case 'SurplusRemoved':
    case 'WatchEnded':
    case 'FolderVerified':
    case 'FoldersLeftOut':
    case 'FoldersParked':
      return;
    default:
      unknownEvent(event);
  }
}

function batchId({ pair }: Place, b: number): string {
  return `${pair.id}.${pair.generation}.${b}`;
}

function intend({ data }: Of<'ItemsIntended'>, place: Place, draft: Draft): void {
  const batch: BatchDocument = { pairId: place.pair.id, f: data.f, items: data.items };
  draft.put('open-batches', batchId(place, data.b), batch);
}

async function settle(event: Of<'ItemsSettled'>, place: Place, draft: Draft): Promise<void> {
  const { data, sealed } = event;
  const words = sealed?.words ?? {};
  if (data.b !== undefined) {
    const id = batchId(place, data.b);
    const batch = await draft.get<BatchDocument>('open-batches', id);
    draft.remove('open-batches', id);
    const others = new Map((data.others ?? []).map(([index, ...rest]) => [index, rest]));
    const items = lazily(() => unpackItems(batch?.items));
    const isFailed = (index: number) => isFailure(others.get(index)?.[0]);
    for (const [index, [standing, reason]] of others) {
      const item = isFailure(standing) ? items()[index] : undefined;
      if (item !== undefined) {
        await fail(draft, place, { f: data.f, item, reason, words: words[item[0]] });
      }
    }
    const succeeded = () => items().filter((_, index) => !isFailed(index));
    await succeed(draft, place, { f: data.f, items: succeeded });
  }
  const facts = data.facts === undefined ? undefined : new PackReader(data.facts);
  for (const [standing, reason, packed] of data.unwritten ?? []) {
    const items = unpackIds(packed).map((id): BatchItem => [
      id,
      facts?.uint() ?? 0,
      facts?.int() ?? 0,
    ]);
    if (!isFailure(standing)) {
      await succeed(draft, place, { f: data.f, items: () => items });
      continue;
    }
    for (const item of items) {
      await fail(draft, place, { f: data.f, item, reason, words: words[item[0]] });
    }
  }
}

async function recover({ data }: Of<'ItemsRecovered'>, place: Place, draft: Draft): Promise<void> {
  const id = batchId(place, data.b);
  const batch = await draft.get<BatchDocument>('open-batches', id);
  if (batch === undefined) return;
  const { f } = batch;
  const items = unpackItems(batch.items);
  const at = (packed: string | undefined): BatchItem[] =>
    indexesOf(packed).flatMap((index) => {
      const item = items[index];
      return item === undefined ? [] : [item];
    });
  for (const item of at(data.doubtful)) {
    await fail(draft, place, { f, item, reason: 'investigate', words: undefined });
  }
  await succeed(draft, place, { f, items: () => [...at(data.found), ...at(data.collapsed)] });
  if (data.rest !== undefined) draft.remove('open-batches', id);
}

function indexesOf(packed: string | undefined): readonly number[] {
  return packed === undefined ? [] : unpackIds(packed);
}

function unpackItems(packed: string | undefined): readonly BatchItem[] {
  const items: BatchItem[] = [];
  if (packed !== undefined) {
    forEachPackedItem(packed, ({ id, size, date }) => items.push([id, size, date]));
  }
  return items;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function isFailure(standing: string | undefined): boolean {
  return standing === 'failed' || standing === 'doubtful';
}

async function fail(
  draft: Draft,
  { pair, read }: Place,
  what: {
    readonly f: number;
    readonly item: BatchItem;
    readonly reason: string;
    readonly words: string | undefined;
  },
): Promise<void> {
  const { f, item, reason, words } = what;
  const [sourceId, size, seconds] = item;
  const folder = await draft.get<FolderDocument>('folders', folderId(pair.id, f));
  const everFailed = withFailed(folder?.everFailed, sourceId);
  if (folder !== undefined && everFailed !== folder.everFailed) {
    draft.put('folders', folder.id, { ...folder, everFailed });
  }
  const id = failedId(pair, f, sourceId);
  draft.put('failed-items', id, {
    id,
    pairId: pair.id,
    jobId: pair.jobId,
    mailbox: pair.source,
    folder: folder?.path ?? '',
    f,
    generation: pair.generation,
    sourceId,
    size,
    ...(seconds > 0 ? { receivedAt: seconds * 1000 } : {}),
    reason,
    ...(words === undefined ? {} : { serverText: words }),
    failedAt: read.recordedAtMs,
  } satisfies FailedItemDocument);
}

/** Only what has failed before is there to be taken back. */
async function succeed(
  draft: Draft,
  { pair }: Place,
  { f, items }: { readonly f: number; readonly items: () => readonly BatchItem[] },
): Promise<void> {
  const folder = await draft.get<FolderDocument>('folders', folderId(pair.id, f));
  const everFailed = folder === undefined ? 'many' : folder.everFailed;
  if (everFailed === undefined) return;
  const known = everFailed === 'many' ? undefined : new Set(everFailed);
  const ids = items().flatMap(([id]) => (known?.has(id) === false ? [] : [id]));
  if (ids.length > askedMax) {
    await forgetFailed(draft, pair, { f, ids: new Set(ids) });
    return;
  }
  for (const sourceId of ids) {
    const id = failedId(pair, f, sourceId);
    if ((await draft.get('failed-items', id)) !== undefined) draft.remove('failed-items', id);
  }
}

/** Without ids: all of the folder. */
async function forgetFailed(
  draft: Draft,
  pair: PairDocument,
  { f, ids }: { readonly f: number; readonly ids?: ReadonlySet<number> },
): Promise<void> {
  const ofPair = [{ field: 'pairId', is: 'equal', value: pair.id }] as const;
  for await (const { id, body } of draft.each<FailedItemDocument>('failed-items', ofPair)) {
    if (body.f === f && (ids?.has(body.sourceId) ?? true)) draft.remove('failed-items', id);
  }
}

/** Beyond that the failed items of the pair are looked through instead of being asked for one by one. */
const askedMax = 200;
const everFailedMax = 500;

/** It only grows: what a write that was cut short left behind is found by it. */
function withFailed(
  before: FolderDocument['everFailed'],
  sourceId: number,
): NonNullable<FolderDocument['everFailed']> {
  if (before === 'many' || before?.includes(sourceId) === true) return before;
  const all = [...(before ?? []), sourceId];
  return all.length > everFailedMax ? 'many' : all;
}

function failedId(pair: PairDocument, f: number, sourceId: number): string {
  return `${pair.id}.${f}.${sourceId}`;
}
