import { ConnectorError, type SpecialUse } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import { isPassing, refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import type { Call } from '../soap/ews-caller.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { messagesFor } from './as-many-as-open.ts';
import { idOf, itemCountIn, stateFields, stateIn } from './folder-state.ts';
import type { CallCore } from './session-core.ts';

/** Whose mailbox it is, or which of it. */
export type MailboxKind = 'user' | 'shared' | 'room' | 'archive' | 'public';

/** What the well-known folders are for (EWS reference page `DistinguishedFolderId`). */
export const uses: Readonly<Record<string, SpecialUse>> = {
  inbox: 'inbox',
  drafts: 'drafts',
  sentitems: 'sent',
  deleteditems: 'trash',
  junkemail: 'junk',
  calendar: 'calendar',
  contacts: 'contacts',
  tasks: 'tasks',
  notes: 'notes',
  journal: 'journal',
  archivedeleteditems: 'trash',
};

const mailNames = ['inbox', 'drafts', 'sentitems', 'deleteditems', 'junkemail', 'outbox'];
const otherNames = ['calendar', 'contacts', 'tasks', 'notes', 'journal'];

/** Folders that the system or a mail program keeps for itself, with what lies in them; the second in schemas of 2013 and later. */
export const systemNames: ReadonlySet<string> = new Set([
  ...['searchfolders', 'recoverableitemsroot', 'recoverableitemsdeletions'],
  ...['recoverableitemsversions', 'recoverableitemspurges'],
  ...['syncissues', 'conflicts', 'localfailures', 'serverfailures', 'recipientcache'],
  ...['quickcontacts', 'imcontactlist', 'peopleconnect'],
]);
const systemNames2010 = [...systemNames].slice(0, 5);
const systemNames2013 = [...systemNames].slice(5);
const firstMajorOf2013 = 15;

export interface MailboxChoice {
  readonly kind: MailboxKind;
  /** The address of its owner, where the account opens it by its own rights on it. */
  readonly owner: string | undefined;
}

/** The folders that the mailbox is known to have. */
export interface WellKnownFolders {
  readonly rootId: string;
  /** Id → `inbox`. */
  readonly nameOf: ReadonlyMap<string, string>;
  /** Some of them that hold items, the smallest first. */
  readonly filledIds: readonly string[];
  /** The server says which number a folder's next item gets. */
  readonly tellsNextNumber: boolean;
  readonly kind: MailboxKind;
}

/** Those that this mailbox has not are left out. @throws ConnectorError */
export async function askWellKnown(
  core: CallCore,
  choice: MailboxChoice,
): Promise<WellKnownFolders> {
  const { kind } = choice;
  const { rootName, required, wished } = namesFor(kind);
  const asker = new Asker(core, choice);
  const known = new Map(await asker.ask([rootName, ...required]));
  const root = known.get(rootName);
  const hasInbox = !required.includes('inbox') || known.has('inbox');
  if (root === undefined || !hasInbox) throw errorOf('mailbox-unavailable');
  const { major } = core.caller.server;
  const isOld = major > 0 && major < firstMajorOf2013;
  const later = isOld || kind === 'public' ? [] : systemNames2013;
  for (const [name, folder] of await askWished(asker, wished, later)) known.set(name, folder);
  const folders = [...known].filter(([name]) => name !== rootName);
  const filled = folders
    .map(([, folder]) => ({ id: idOf(folder, 't:FolderId'), count: itemCountIn(folder) }))
    .filter(({ count }) => count > 0)
    // A single item shows nothing of an order.
    .toSorted((a, b) => Number(a.count < 2) - Number(b.count < 2) || a.count - b.count);
  return {
    rootId: idOf(root, 't:FolderId'),
    nameOf: new Map(folders.map(([name, folder]) => [idOf(folder, 't:FolderId'), name])),
    filledIds: filled.map(({ id }) => id),
    tellsNextNumber: stateIn(known.get('inbox') ?? root, '') !== undefined,
    kind,
  };
}

/** Names of the folders that take items of an element when no other does. */
const homes: Readonly<Record<string, string>> = {
  CalendarItem: 'calendar',
  Contact: 'contacts',
  DistributionList: 'contacts',
  Task: 'tasks',
  PostItem: 'inbox',
};

/** The id of that folder. */
export function homeOf({ nameOf }: WellKnownFolders, element: string): string | undefined {
  const home = homes[element];
  return [...nameOf].find(([, name]) => name === home)?.[0];
}

interface Names {
  readonly rootName: string;
  readonly required: readonly string[];
  readonly wished: readonly string[];
}

function namesFor(kind: MailboxKind): Names {
  switch (kind) {
    case 'user':
    case 'shared':
    case 'room':
      return {
        rootName: 'msgfolderroot',
        required: mailNames,
        wished: [...otherNames, ...systemNames2010],
      };
    case 'archive':
      return {
        rootName: 'archivemsgfolderroot',
        required: [],
        wished: ['archivedeleteditems'],
      };
    case 'public':
      return { rootName: 'publicfoldersroot', required: [], wished: [] };
  }
}

/** All at once; where the server does not know all of the names, one by one. */
async function askWished(
  asker: Asker,
  names: readonly string[],
  later: readonly string[],
): Promise<ReadonlyMap<string, AnswerElement>> {
  const all = [...names, ...later];
  if (all.length === 0) return new Map();
  const version = later.length === 0 ? 'Exchange2010_SP1' : 'Exchange2013';
  const whole = await ifKnown(asker.ask(all, version));
  if (whole !== undefined) return whole;
  const older = later.length === 0 ? undefined : await ifKnown(asker.ask(names));
  const known = new Map(older);
  for (const name of older === undefined ? all : later) {
    const own = later.includes(name) ? version : 'Exchange2010_SP1';
    for (const [told, folder] of (await ifKnown(asker.ask([name], own))) ?? []) {
      known.set(told, folder);
    }
  }
  return known;
}

/** Undefined where the server does not understand what it is asked for, or has none of it. */
async function ifKnown<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const isUnknown =
      error instanceof ConnectorError && error.scope !== 'connection' && !isPassing(error);
    if (isUnknown) return undefined;
    throw error;
  }
}

/** Asks for folders by their names. */
class Asker {
  readonly #core: CallCore;
  readonly #choice: MailboxChoice;

  constructor(core: CallCore, choice: MailboxChoice) {
    this.#core = core;
    this.#choice = choice;
  }

  async ask(
    names: readonly string[],
    version: NonNullable<Call['version']> = 'Exchange2010_SP1',
  ): Promise<ReadonlyMap<string, AnswerElement>> {
    const operation = (some: readonly string[]) =>
      '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>' +
      `<t:AdditionalProperties>${stateFields}</t:AdditionalProperties></m:FolderShape>` +
      `<m:FolderIds>${some.map((name) => this.#idXml(name)).join('')}</m:FolderIds></m:GetFolder>`;
    const { caller } = this.#core;
    const messages = await messagesFor(names, (some) =>
      caller.all(operation(some), { action: 'open', version }),
    );
    return foldersIn(messages, names);
  }

  /** Public folders are nobody's. */
  #idXml(name: string): string {
    const { kind, owner } = this.#choice;
    if (owner === undefined || kind === 'public') return `<t:DistinguishedFolderId Id="${name}"/>`;
    const mailbox = `<t:Mailbox><t:EmailAddress>${escapeXml(owner)}</t:EmailAddress></t:Mailbox>`;
    return `<t:DistinguishedFolderId Id="${name}">${mailbox}</t:DistinguishedFolderId>`;
  }
}

function foldersIn(
  messages: readonly AnswerElement[],
  names: readonly string[],
): ReadonlyMap<string, AnswerElement> {
  const known = new Map<string, AnswerElement>();
  let refused: ConnectorError | undefined;
  for (const [at, message] of messages.entries()) {
    const [folder] = childOf(message, 'm:Folders')?.children ?? [];
    const refusal = refusalIn(message);
    const name = names[at];
    if (refusal !== undefined) {
      const error = refusalError(refusal, 'folder');
      // A folder of a busy server is not one that the mailbox has not.
      if (isPassing(error)) throw error;
      if (error.code !== 'folder-missing') refused ??= error;
    } else if (folder !== undefined && name !== undefined) known.set(name, folder);
  }
  // Nothing can be opened: that is no mailbox without folders.
  if (known.size === 0 && refused !== undefined) throw refused;
  return known;
}
