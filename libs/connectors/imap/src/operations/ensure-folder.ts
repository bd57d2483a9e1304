import {
  ConnectorError,
  type ErrorCode,
  type EnsuredFolder,
  type EnsureFolderOptions,
  type SpecialUse,
} from '@mailhaul/connector-contract';
import { folderRefusedError } from '../errors.ts';
import {
  joinNames,
  namedFolder,
  nameOfPath,
  type Namespace,
  pathOfName,
} from '../parse/folder-names.ts';
import { encodeMailboxName } from '../parse/modified-utf7.ts';
import { type Caution, cautions, cutName, spell, spellApart } from '../parse/spelling.ts';
import type { SessionCore } from '../session-core.ts';
import { createFolder, type Made } from './create-folder.ts';
import { isSameName } from './folder-status.ts';
import { isInboxAlone } from './namespaces.ts';

/** Bytes on the wire that a name is cut to where the server refuses it in every spelling: with its parents, and alone. */
const cutToBytes = [
  { whole: 240, one: 200 },
  { whole: 120, one: 60 },
] as const;
/** What is left of a name below long parents. */
const cutBytesMin = 40;

/**
 * The folder at that path: under its own name, else spelled so that the server takes it, and, where a parent can hold no
 * folders, beside the parent (docs/reference/folders.md).
 */
export async function ensureFolder(
  core: SessionCore,
  path: readonly string[],
  options: EnsureFolderOptions,
): Promise<EnsuredFolder> {
  if (path.length === 0 || path.some((name) => name === '')) {
    throw folderRefusedError('A folder needs a name.');
  }
  const { personal } = await core.namespaces;
  const isInboxItself = isSameName(nameOfPath(path, personal), 'INBOX');
  const placed = withoutInbox(path, personal, options);
  const made = isInboxItself
    ? await openInbox(core, options)
    : await createSomehow(core, { path: placed, options, personal, mayBeNode: false });
  const isInbox = isSameName(made.name, 'INBOX');
  const specialUse: SpecialUse | undefined = isInbox ? 'inbox' : options.specialUse;
  return {
    folder: {
      ...namedFolder(made.name, (await core.namespaces).personal),
      ...(specialUse === undefined ? {} : { specialUse }),
      canHoldItems: made.canHoldItems,
      isSubscribed: options.subscribe,
      ...(made.state === undefined ? {} : { state: made.state }),
    },
    wasCreated: made.wasCreated,
  };
}

/**
 * Before a server without NAMESPACE has shown its prefix, a folder below INBOX goes where all others turn out to stand. It is
 * placed so ever after, or a lost state would make it once more. One that another folder is in the way of goes below
 * `INBOX.INBOX`.
 */
function withoutInbox(
  path: readonly string[],
  { isGuessed }: Namespace,
  { apartFrom = [] }: EnsureFolderOptions,
): readonly string[] {
  const isBelowInbox = path.length > 1 && path[0]?.toUpperCase() === 'INBOX';
  return isGuessed === true && isBelowInbox && apartFrom.length === 0 ? path.slice(1) : path;
}

/** INBOX is always there (RFC 9051 §5.1), but need not be subscribed. */
async function openInbox(core: SessionCore, options: EnsureFolderOptions): Promise<Made> {
  if (options.subscribe) await core.wire.run('SUBSCRIBE INBOX', { name: 'SUBSCRIBE' });
  return { name: 'INBOX', wasCreated: false, canHoldItems: true };
}

interface Wish {
  readonly path: readonly string[];
  readonly options: EnsureFolderOptions;
  readonly personal: Namespace;
  /** It is only to hold other folders. */
  readonly mayBeNode: boolean;
}

type Attempt = (name: string) => Promise<Made | undefined>;

async function createSomehow(core: SessionCore, wish: Wish): Promise<Made> {
  const { path, personal, mayBeNode } = wish;
  const { apartFrom = [], specialUse, subscribe } = wish.options;
  const taken = new Set(apartFrom.map(({ id }) => id));
  const tried = new Set(wish.options.isFeared === true ? [nameOfPath(path, personal)] : []);
  let refusal: ConnectorError | undefined;
  const attempt: Attempt = async (name) => {
    if (tried.has(name)) return undefined;
    tried.add(name);
    try {
      const made = await createFolder(core, { name, subscribe, specialUse });
      return !taken.has(made.name) && (made.canHoldItems || mayBeNode) ? made : undefined;
    } catch (error) {
      if (core.wire.error !== undefined || !isAboutTheName(error)) throw error;
      refusal ??= error;
      return undefined;
    }
  };
  const isGuessedInbox = personal.isGuessed === true && path[0]?.toUpperCase() === 'INBOX';
  const first = isGuessedInbox
    ? [nameOfPath(path, personal)]
    : apartFrom.map((other) => apartName(path, other.path, personal));
  const made =
    (await firstTaken(first.length > 0 ? first : [nameOfPath(path, personal)], attempt)) ??
    (await createInPlaces(core, wish, attempt));
  if (made !== undefined) return made;
  const reason = 'The server has a folder of that name that can hold no mail.';
  throw refusal ?? folderRefusedError(reason);
}

async function firstTaken(names: Iterable<string>, attempt: Attempt): Promise<Made | undefined> {
  for (const name of names) {
    const made = await attempt(name);
    if (made !== undefined) return made;
  }
  return undefined;
}

/**
 * By all other names. A server without NAMESPACE that had no folder but INBOX yet did not tell that all others must stand
 * below it (Courier and its like): there is tried first, and what is taken there tells it for all that follow.
 */
async function createInPlaces(
  core: SessionCore,
  wish: Wish,
  attempt: Attempt,
): Promise<Made | undefined> {
  const { personal } = await core.namespaces;
  const { prefix, delimiter } = personal;
  const mayBeBelow = !core.features.namespace && prefix === '' && delimiter === '.';
  const isUnsure = mayBeBelow && (await isInboxAlone(core.wire));
  const belowInbox: Namespace = { prefix: 'INBOX.', delimiter: '.', isGuessed: true };
  for (const place of isUnsure ? [belowInbox, personal] : [personal]) {
    const path = withoutInbox(wish.path, place, wish.options);
    const there = { ...wish, path, personal: place };
    const made =
      (await attempt(nameOfPath(path, place))) ??
      (await firstTaken(otherNames(path, await ensureParent(core, there), place), attempt));
    if (made === undefined) continue;
    if (place === belowInbox) core.namespaces = Promise.resolve({ personal: place, others: [] });
    return made;
  }
  return undefined;
}

/** The first refusal may have been about a missing parent, or one that has to be spelled otherwise (RFC 9051 §6.3.4). */
async function ensureParent(core: SessionCore, wish: Wish): Promise<string | undefined> {
  const { path, personal } = wish;
  if (path.length === 1 || personal.delimiter === undefined) return undefined;
  const parent = path.slice(0, -1);
  if (isSameName(nameOfPath(parent, personal), 'INBOX')) return `${personal.prefix}INBOX`;
  const options = { subscribe: false };
  try {
    return (await createSomehow(core, { path: parent, options, personal, mayBeNode: true })).name;
  } catch (error) {
    if (core.wire.error !== undefined || !isAboutTheName(error)) throw error;
    return undefined;
  }
}

/** Spelled apart wherever it differs from a folder that the server takes it for. */
function apartName(path: readonly string[], other: readonly string[], personal: Namespace): string {
  const { delimiter } = personal;
  const spelled = path.map((name, level) => {
    const theirs = other[level];
    return theirs === undefined || theirs === name
      ? spell(name, delimiter, 'separators')
      : spellApart(name, theirs, delimiter);
  });
  return joinNames(spelled, personal);
}

/** All other names by which the server may take the folder, the plainest first. */
function* otherNames(
  path: readonly string[],
  parent: string | undefined,
  personal: Namespace,
): Generator<string> {
  const { delimiter } = personal;
  if (delimiter === undefined || parent === undefined) {
    for (const caution of cautions) yield nameOfPath(path, personal, caution);
  }
  const last = path.at(-1) ?? '';
  const base = parent === undefined ? personal.prefix : `${parent}${delimiter ?? ''}`;
  const onWire = (name: string, caution: Caution) =>
    encodeMailboxName(spell(name, delimiter, caution));
  const cut = (name: string, bytesMax: number, caution: Caution) => {
    const lengthOf = (text: string) => onWire(text, caution).length;
    return onWire(cutName(name, bytesMax, lengthOf), caution);
  };
  const isBelow = parent !== undefined || path.length === 1;
  if (isBelow) {
    for (const caution of cautions) yield base + onWire(last, caution);
    for (const { whole, one } of cutToBytes) {
      const bytesMax = Math.max(cutBytesMin, Math.min(one, whole - base.length));
      for (const caution of ['awkward', 'all'] as const) yield base + cut(last, bytesMax, caution);
    }
  }
  // Some servers keep either mail or folders in a folder (mbox: `\Noinferiors`): then it goes beside its parent.
  if (delimiter !== undefined && parent !== undefined) {
    const above = pathOfName(parent, personal).at(-1) ?? '';
    const beside = parent.slice(0, Math.max(0, parent.lastIndexOf(delimiter) + delimiter.length));
    for (const caution of ['separators', 'all'] as const) {
      yield beside + onWire(`${above}/${last}`, caution);
    }
  }
  // With parents as long as a name may be there is no room below them.
  if (path.length === 1) return;
  for (const { one } of cutToBytes) yield personal.prefix + cut(path.join('/'), one, 'awkward');
}

function isAboutTheName(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && nameCodes.has(error.code);
}

/** Courier says "Access denied" of names that its file system does not take. */
const nameCodes: ReadonlySet<ErrorCode> = new Set([
  'folder-refused',
  'permission-denied',
  'folder-missing',
  'command-refused',
]);
