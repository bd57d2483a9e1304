import { ConnectorError, type OutgoingItem, type WriteGate } from '@mailhaul/connector-contract';
import { errorOf, writeAborted } from '../errors.ts';
import { asManyAsOpen } from './as-many-as-open.ts';
import { composeItem } from './compose-item.ts';
import { type Made, type Placing, createItems, uploadItems } from './create-items.ts';
import { type Detail, type PreparedItem, hasFiles, prepared } from './prepare-items.ts';
import { removeUnfinished } from './remove-unfinished.ts';
import type { SessionCore } from './session-core.ts';

/** EWS reference page `ResponseCode`: a property of the item is not taken. */
const refusesProperty =
  /^Error(?:InvalidExtendedProperty|InvalidExtendedPropertyValue|InvalidPropertySet|InvalidPropertyRequest|InvalidPropertyForOperation|UnsupportedPropertyDefinition|UnsupportedMapiPropertyType|PropertyUpdate|PropertyValidationFailure)$/;

type Way = 'create' | 'upload' | 'compose';
export type Ready = PreparedItem | { readonly error: ConnectorError };

/** What was made of a batch: how its items are numbered is asked for behind it (`tell-outcomes.ts`). */
export interface MadeBatch {
  readonly kind: 'made';
  readonly folderId: string;
  readonly ready: readonly Ready[];
  readonly made: ReadonlyMap<PreparedItem, Made>;
}

export interface RefusedBatch {
  readonly kind: 'batch-refused';
  readonly error: ConnectorError;
}

export interface BatchToMake {
  readonly folderId: string;
  readonly items: readonly OutgoingItem[];
  readonly gate: WriteGate;
  /** Resolves when what stands before it was made; its error refuses the batch, of which nothing is done then. */
  readonly myTurn: () => Promise<void>;
}

/**
 * Items in their order: CreateItem for those in MIME or of elements, UploadItems for streams; one that takes more than a request
 * alone (`compose-item.ts`). Each request is a point of commit of its own. Rejects where the outcome is not known; the line is
 * cut then.
 */
export async function makeBatch(
  core: SessionCore,
  { folderId, items, gate, myTurn }: BatchToMake,
): Promise<MadeBatch | RefusedBatch> {
  const ready: Ready[] = [];
  for (const item of items) ready.push(await readyItem(item));
  const runs = runsOf(core, ready);
  const made = new Map<PreparedItem, Made>();
  for (const [at, run] of runs.entries()) {
    const isLast = at === runs.length - 1;
    const placing: Placing = {
      ...{ folderId, myTurn },
      gate: isLast ? gate : { beforeCommit: () => gate.beforeCommit() },
    };
    try {
      // Its first requests have no last bytes that wait.
      if (run.way === 'compose') await myTurn();
      const results = await placedRightly(core, placing, {
        run,
        made: await written(core, placing, run),
      });
      for (const [place, item] of run.items.entries()) {
        const result = results[place];
        if (result !== undefined) made.set(item, result);
      }
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw writeAborted(error);
      if (error.scope === 'connection') throw error;
      return { kind: 'batch-refused', error };
    }
  }
  return { kind: 'made', folderId, ready, made };
}

/** A document that is none is refused for itself: nothing of it was sent. */
async function readyItem(item: OutgoingItem): Promise<Ready> {
  try {
    return await prepared(item);
  } catch (error) {
    if (error instanceof ConnectorError && error.scope === 'connection') throw error;
    return { error: errorOf('item-refused', { cause: error }) };
  }
}

interface Run {
  readonly way: Way;
  readonly items: PreparedItem[];
}

function runsOf(core: SessionCore, ready: readonly Ready[]): Run[] {
  const runs: Run[] = [];
  for (const item of ready) {
    if ('error' in item) continue;
    const way = wayOf(core, item);
    const last = runs.at(-1);
    if (last !== undefined && last.way === way && way !== 'compose') last.items.push(item);
    else runs.push({ way, items: [item] });
  }
  return runs;
}

function wayOf({ facts }: SessionCore, one: PreparedItem): Way {
  if (one.item.form === 'exchange-stream') return 'upload';
  const isSeries = one.document?.exceptions !== undefined;
  return isSeries || (hasFiles(one) && facts.keepsInlineFiles !== true) ? 'compose' : 'create';
}

async function written(core: SessionCore, placing: Placing, { way, items }: Run): Promise<Made[]> {
  // What goes as MIME has always gone so.
  const mayBeBegun = items.filter(({ item: { form = 'mime' } }) => form !== 'mime');
  if (mayBeBegun.length > 0) await removeUnfinished(core, placing, mayBeBegun);
  switch (way) {
    case 'upload':
      return inOpenParts(placing, items, (some, place) => uploadItems(core, place, some));
    case 'create':
      return inLessDetail(core, items, (some, detail) =>
        inOpenParts(placing, some, (part, place) =>
          createItems(core, place, { items: part, detail }),
        ),
      );
    case 'compose':
      return inLessDetail(core, items, async (some, detail) => {
        const all: Made[] = [];
        for (const one of some) all.push(await composeItem(core, placing, { one, detail }));
        return all;
      });
  }
}

/** What was not opened was not made: it is written by itself, which is a point of commit of its own. */
function inOpenParts(
  { gate, ...place }: Placing,
  items: readonly PreparedItem[],
  write: (items: readonly PreparedItem[], placing: Placing) => Promise<Made[]>,
): Promise<Made[]> {
  let own = gate;
  return asManyAsOpen(
    items,
    (some) => {
      const placing = { ...place, gate: own };
      own = { beforeCommit: () => gate.beforeCommit() };
      return write(some, placing);
    },
    (made) => ('error' in made ? made.responseCode : undefined),
  );
}

/** EWS reference page `ResponseCode`: items of that element stand in folders of their kind, where people do not move them. */
const refusesPlace = /^ErrorCannotCreate\w+InNon\w+Folder$/;

/** What cannot be made where it belongs is made in the folder of its kind, and moved. */
async function placedRightly(
  core: SessionCore,
  placing: Placing,
  { run, made }: { readonly run: Run; readonly made: readonly Made[] },
): Promise<Made[]> {
  const results: Made[] = [];
  for (const [at, result] of made.entries()) {
    const one = run.items[at];
    const isMisplaced = 'error' in result && refusesPlace.test(result.responseCode);
    const homeId = isMisplaced ? core.homeOf(one?.document?.element ?? '') : undefined;
    // A body that was streamed with the item is gone.
    const isThere = one?.item.body.kind === 'whole' || run.way === 'compose';
    if (one === undefined || homeId === undefined || !isThere) results.push(result);
    else {
      const detail = {
        takesExtras: core.facts.takesExtras,
        marks: core.facts.markers !== 'dropped',
      };
      results.push(await composeItem(core, placing, { one, detail, homeId }));
    }
  }
  return results;
}

/**
 * What is refused for a property that can be done without is written once more without it: nothing of a refused item is there.
 * A request that is refused as a whole is only repeated where it held one item.
 */
async function inLessDetail(
  { facts }: SessionCore,
  items: readonly PreparedItem[],
  write: (items: readonly PreparedItem[], detail: Detail) => Promise<Made[]>,
): Promise<Made[]> {
  const results = new Map<PreparedItem, Made>();
  let left = items;
  for (const detail of details(facts.takesExtras, facts.markers !== 'dropped')) {
    let made: Made[];
    try {
      made = await write(left, detail);
    } catch (error) {
      if (items.length !== 1 || !canBeLess(items[0], detail) || !isNotUnderstood(error))
        throw error;
      continue;
    }
    for (const [at, item] of left.entries()) {
      const result = made[at];
      if (result !== undefined) results.set(item, result);
    }
    if (made.some((one) => 'ewsId' in one)) {
      facts.takesExtras &&= detail.takesExtras;
      if (!detail.marks) facts.markers = 'dropped';
    }
    left = left.filter((item) => {
      const result = results.get(item);
      const isForProperty =
        result !== undefined && 'error' in result && refusesProperty.test(result.responseCode);
      return isForProperty && canBeLess(item, detail);
    });
    if (left.length === 0) break;
  }
  return items.flatMap((item) => results.get(item) ?? []);
}

function details(takesExtras: boolean, marks: boolean): Detail[] {
  return [
    { takesExtras, marks },
    ...(takesExtras ? [{ takesExtras: false, marks }] : []),
    ...(marks && takesExtras ? [{ takesExtras, marks: false }] : []),
    ...(marks ? [{ takesExtras: false, marks: false }] : []),
  ];
}

/** A body that was streamed is gone. */
function canBeLess(one: PreparedItem | undefined, { takesExtras, marks }: Detail): boolean {
  if (one === undefined || one.item.body.kind === 'streamed') return false;
  const hasExtras = takesExtras && (one.document?.extras.length ?? 0) > 0;
  return hasExtras || (marks && one.key !== '');
}

function isNotUnderstood(error: unknown): boolean {
  return (
    error instanceof ConnectorError &&
    error.scope !== 'connection' &&
    (error.code === 'command-refused' || error.code === 'server-unsuitable')
  );
}
