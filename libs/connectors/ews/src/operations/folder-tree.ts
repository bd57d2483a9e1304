import {
  ConnectorError,
  type Folder,
  type FolderNature,
  type SpecialUse,
} from '@mailhaul/connector-contract';
import { errorOf, protocolViolation } from '../errors.ts';
import { type AnswerElement, childOf, numberOf, textIn } from '../soap/answer-element.ts';
import { refusalError } from '../response-codes.ts';
import { refusalIn } from '../soap/refusals.ts';
import { stateFields, stateIn } from './folder-state.ts';
import { type SessionCore, folderIdXml, oneOf } from './session-core.ts';

const pageFoldersMax = 1000;
/** More folders than any mailbox has that is in use. */
const foldersMax = 200_000;
const depthMax = 300;

/** What the well-known folders are for (EWS reference page `DistinguishedFolderId`). */
const uses: Readonly<Record<string, SpecialUse>> = {
  inbox: 'inbox',
  drafts: 'drafts',
  sentitems: 'sent',
  deleteditems: 'trash',
  junkemail: 'junk',
};
/** Schemas of Exchange 2013 and later. */
const logFolders = ['syncissues', 'conflicts', 'localfailures', 'serverfailures'];
const firstMajorWithLogs = 15;

/** The folders that every mailbox has. */
export interface WellKnownFolders {
  readonly rootId: string;
  /** Id → `inbox`. */
  readonly nameOf: ReadonlyMap<string, string>;
  /** The server says which number a folder's next item gets. */
  readonly tellsNextNumber: boolean;
}

/** Those that this mailbox has not are left out. @throws ConnectorError */
export async function askWellKnown(core: SessionCore): Promise<WellKnownFolders> {
  const names = ['msgfolderroot', ...Object.keys(uses), 'outbox'];
  const known = await askByName(core, { names, version: 'Exchange2010_SP1' });
  const root = known.get('msgfolderroot');
  const inbox = known.get('inbox');
  if (root === undefined || inbox === undefined) throw errorOf('mailbox-unavailable');
  const logs = await askLogFolders(core);
  const ids = [...known, ...logs].map(
    ([name, folder]) => [idOf(folder, 't:FolderId'), name] as const,
  );
  return {
    rootId: idOf(root, 't:FolderId'),
    nameOf: new Map(ids),
    tellsNextNumber: stateIn(inbox, '') !== undefined,
  };
}

async function askLogFolders(core: SessionCore): Promise<ReadonlyMap<string, AnswerElement>> {
  if (core.caller.server.major < firstMajorWithLogs) return new Map();
  try {
    return await askByName(core, { names: logFolders, version: 'Exchange2013' });
  } catch (error) {
    // A server that calls itself so and does not know these names.
    if (error instanceof ConnectorError && error.code === 'command-refused') return new Map();
    throw error;
  }
}

async function askByName(
  { caller }: SessionCore,
  asked: {
    readonly names: readonly string[];
    readonly version: 'Exchange2010_SP1' | 'Exchange2013';
  },
): Promise<ReadonlyMap<string, AnswerElement>> {
  const { names, version } = asked;
  const ids = names.map((name) => `<t:DistinguishedFolderId Id="${name}"/>`);
  const operation =
    '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>' +
    `<t:AdditionalProperties>${stateFields}</t:AdditionalProperties></m:FolderShape>` +
    `<m:FolderIds>${ids.join('')}</m:FolderIds></m:GetFolder>`;
  const messages = await caller.all(operation, { action: 'open', version });
  const known = new Map<string, AnswerElement>();
  let refused: ConnectorError | undefined;
  for (const [at, message] of messages.entries()) {
    const [folder] = childOf(message, 'm:Folders')?.children ?? [];
    const refusal = refusalIn(message);
    const name = names[at];
    if (refusal !== undefined) {
      const error = refusalError(refusal, 'folder');
      if (error.code !== 'folder-missing') refused ??= error;
    } else if (folder !== undefined && name !== undefined) known.set(name, folder);
  }
  // Nothing can be opened: that is no mailbox without folders.
  if (known.size === 0 && refused !== undefined) throw refused;
  return known;
}

interface TreeNode {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly element: AnswerElement;
}

/** All folders below the root of messages, parents before their children. */
export async function listFolders(
  core: SessionCore,
  { rootId, nameOf }: WellKnownFolders,
): Promise<Folder[]> {
  const byParent = Map.groupBy(await nodesBelow(core, rootId), ({ parentId }) => parentId);
  const folders: Folder[] = [];
  const add = (parentId: string, path: readonly string[], isInLog: boolean): void => {
    if (path.length >= depthMax) return;
    for (const node of byParent.get(parentId) ?? []) {
      const wellKnownName = nameOf.get(node.id) ?? '';
      const isLog = isInLog || logFolders.includes(wellKnownName);
      const own = [...path, path.length === 0 ? topName(node.name, wellKnownName) : node.name];
      folders.push(folderOf(node, { path: own, wellKnownName, isLog }));
      add(node.id, own, isLog);
    }
  };
  add(rootId, [], false);
  return folders;
}

/** The inbox is INBOX in every language; another folder that is only called so is not. */
function topName(name: string, wellKnownName: string): string {
  if (wellKnownName === 'inbox') return 'INBOX';
  return name.toUpperCase() === 'INBOX' ? `${name} (2)` : name;
}

function folderOf(
  { id, name, element }: TreeNode,
  about: {
    readonly path: readonly string[];
    readonly wellKnownName: string;
    readonly isLog: boolean;
  },
): Folder {
  const { path, wellKnownName, isLog } = about;
  const use = uses[wellKnownName];
  const nature = isLog ? 'sync-log' : natureOf(element, wellKnownName);
  const state = stateIn(element, id);
  const isSpelledOtherwise = path.at(-1) !== name && use !== 'inbox';
  return {
    ...{ id, path, canHoldItems: true, isSubscribed: true },
    ...(isSpelledOtherwise ? { shownAs: [...path.slice(0, -1), name] } : {}),
    ...(use === undefined ? {} : { specialUse: use, isUseDeclared: true }),
    ...(nature === undefined ? {} : { nature }),
    ...(state === undefined ? {} : { state }),
  };
}

/** Folders of messages are of the class IPF.Note, or of none. */
function natureOf(element: AnswerElement, wellKnownName: string): FolderNature | undefined {
  if (wellKnownName === 'outbox') return 'outbox';
  if (element.name === 't:SearchFolder') return 'view';
  const folderClass = textIn(element, 't:FolderClass');
  return folderClass === '' || /^IPF\.Note(?:\.|$)/i.test(folderClass) ? undefined : 'not-mail';
}

async function nodesBelow(core: SessionCore, rootId: string): Promise<TreeNode[]> {
  const nodes = new Map<string, TreeNode>();
  for (let offset = 0; nodes.size < foldersMax;) {
    const operation =
      '<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>' +
      '<t:AdditionalProperties><t:FieldURI FieldURI="folder:ParentFolderId"/>' +
      '<t:FieldURI FieldURI="folder:FolderClass"/><t:FieldURI FieldURI="folder:DisplayName"/>' +
      `${stateFields}</t:AdditionalProperties></m:FolderShape>` +
      `<m:IndexedPageFolderView MaxEntriesReturned="${pageFoldersMax}" Offset="${offset}" BasePoint="Beginning"/>` +
      `<m:ParentFolderIds>${folderIdXml(rootId)}</m:ParentFolderIds></m:FindFolder>`;
    const message = await oneOf(core, operation, { action: 'folder' });
    const root = childOf(message, 'm:RootFolder');
    const page = childOf(root, 't:Folders')?.children ?? [];
    const before = nodes.size;
    for (const element of page) {
      const id = idOf(element, 't:FolderId');
      const name = childOf(element, 't:DisplayName')?.text ?? '';
      const parentId = idOf(element, 't:ParentFolderId');
      nodes.set(id, { id, parentId, name: name === '' ? '(no name)' : name, element });
    }
    offset += page.length;
    const total = numberOf(root?.attributes.get('TotalItemsInView')) ?? 0;
    const saysLast = root?.attributes.get('IncludesLastItemInRange') === 'true';
    if (nodes.size === before || (saysLast && offset >= total)) break;
  }
  return [...nodes.values()];
}

export function idOf(element: AnswerElement, name: string): string {
  const id = childOf(element, name)?.attributes.get('Id') ?? '';
  if (id === '') throw protocolViolation('a folder has no id');
  return id;
}
