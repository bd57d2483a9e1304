import { ConnectorError, type Folder, type FolderNature } from '@mailhaul/connector-contract';
import { type AnswerElement, childOf, propertyIn, textIn } from '../soap/answer-element.ts';
import { properties, propertyPath } from '../soap/properties.ts';
import { isLastPage } from './find-pages.ts';
import { idOf, stateFields, stateIn } from './folder-state.ts';
import { type CallCore, folderIdXml, oneOf } from './session-core.ts';
import { type WellKnownFolders, systemNames, uses } from './well-known-folders.ts';

const pageFoldersMax = 1000;
/** More folders than any mailbox has that is in use. */
const foldersMax = 200_000;
const depthMax = 300;

/** Classes of folders that a program keeps for itself (MS-OXOSFLD §2.2; Outlook's caches of people and settings). */
const systemClasses =
  /^IPF\.(?:Configuration|Contact\.(?:MOC\.|RecipientCache|GalContacts|OrganizationalContacts|PeopleCentric)|Note\.SocialConnector|ShortcutFolder|Files)/i;

interface TreeNode {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly element: AnswerElement;
}

interface Place {
  readonly path: readonly string[];
  readonly wellKnownName: string;
  readonly isSystem: boolean;
}

/** All folders below the root, parents before their children; `withStates` where the server numbers items. */
export async function listFolders(
  core: CallCore,
  { rootId, nameOf, kind }: WellKnownFolders,
  withStates: boolean,
): Promise<Folder[]> {
  const nodes = await nodesBelow(core, rootId, kind === 'public');
  const byParent = Map.groupBy(nodes, ({ parentId }) => parentId);
  const hasInbox = [...nameOf.values()].includes('inbox');
  const folders: Folder[] = [];
  const add = (parentId: string, path: readonly string[], isInSystem: boolean): void => {
    if (path.length >= depthMax) return;
    for (const node of byParent.get(parentId) ?? []) {
      const wellKnownName = nameOf.get(node.id) ?? '';
      const isSystem = isInSystem || isOfSystem(node, wellKnownName);
      const isTop = path.length === 0 && hasInbox;
      const own = [...path, isTop ? topName(node.name, wellKnownName) : node.name];
      folders.push(folderOf(node, { path: own, wellKnownName, isSystem }, withStates));
      add(node.id, own, isSystem);
    }
  };
  add(rootId, [], false);
  return folders;
}

function isOfSystem({ element }: TreeNode, wellKnownName: string): boolean {
  return (
    systemNames.has(wellKnownName) ||
    (uses[wellKnownName] === undefined && propertyIn(element, properties.isHidden) === 'true') ||
    systemClasses.test(folderClassOf(element, wellKnownName))
  );
}

/** The inbox is INBOX in every language; another folder that is only called so is not. */
function topName(name: string, wellKnownName: string): string {
  if (wellKnownName === 'inbox') return 'INBOX';
  return name.toUpperCase() === 'INBOX' ? `${name} (2)` : name;
}

function folderOf({ id, name, element }: TreeNode, place: Place, withStates: boolean): Folder {
  const { path, wellKnownName, isSystem } = place;
  const use = uses[wellKnownName];
  const nature = isSystem ? 'sync-log' : natureOf(element, wellKnownName);
  const state = withStates ? stateIn(element, id) : undefined;
  const folderClass = folderClassOf(element, wellKnownName);
  const isSpelledOtherwise = path.at(-1) !== name && use !== 'inbox';
  return {
    ...{ id, path, canHoldItems: true, isSubscribed: true },
    ...(isSpelledOtherwise ? { shownAs: [...path.slice(0, -1), name] } : {}),
    ...(use === undefined ? {} : { specialUse: use, isUseDeclared: true }),
    ...(nature === undefined ? {} : { nature }),
    ...(isMailClass(folderClass) ? {} : { containerClass: folderClass }),
    ...(state === undefined ? {} : { state }),
  };
}

function natureOf(element: AnswerElement, wellKnownName: string): FolderNature | undefined {
  if (wellKnownName === 'outbox') return 'outbox';
  if (element.name === 't:SearchFolder') return 'view';
  const folderClass = folderClassOf(element, wellKnownName);
  if (/^IPF\.SkypeTeams\.|^IPF\.SmsAndChats/i.test(folderClass)) return 'chats';
  return isMailClass(folderClass) ? undefined : 'not-mail';
}

/** By the element that a folder is given in (EWS reference page `Folders`), and by its well-known name, where its class is not told. */
const classesOf: Readonly<Record<string, string>> = {
  't:CalendarFolder': 'IPF.Appointment',
  't:ContactsFolder': 'IPF.Contact',
  't:TasksFolder': 'IPF.Task',
  calendar: 'IPF.Appointment',
  contacts: 'IPF.Contact',
  tasks: 'IPF.Task',
  notes: 'IPF.StickyNote',
  journal: 'IPF.Journal',
};

function folderClassOf(element: AnswerElement, wellKnownName: string): string {
  const told = textIn(element, 't:FolderClass');
  return told === '' ? (classesOf[element.name] ?? classesOf[wellKnownName] ?? '') : told;
}

/** Folders of messages are of the class IPF.Note, or of none. */
export function isMailClass(folderClass: string): boolean {
  return folderClass === '' || /^IPF\.Note(?:\.|$)/i.test(folderClass);
}

/** Public folders are listed level by level only (EWS reference page `FindFolder`); so is what refuses to be listed whole. */
async function nodesBelow(core: CallCore, rootId: string, isPublic: boolean): Promise<TreeNode[]> {
  if (!isPublic) {
    try {
      const nodes = await nodesUnder(core, rootId, 'Deep');
      // Where something stands is not told by every server.
      if (nodes.every(({ parentId }) => parentId !== '')) return nodes;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code !== 'command-refused') throw error;
    }
  }
  const nodes: TreeNode[] = [];
  const seen = new Set([rootId]);
  for (let level = [rootId], depth = 0; level.length > 0 && depth < depthMax; depth += 1) {
    const next: string[] = [];
    for (const parentId of level) {
      for (const node of await childrenOf(core, parentId, rootId)) {
        if (seen.has(node.id) || nodes.length >= foldersMax) continue;
        seen.add(node.id);
        nodes.push({ ...node, parentId });
        next.push(node.id);
      }
    }
    level = next;
  }
  return nodes;
}

/** Of a folder whose content may not be seen nothing is seen below it. */
async function childrenOf(core: CallCore, id: string, rootId: string): Promise<TreeNode[]> {
  try {
    return await nodesUnder(core, id, 'Shallow');
  } catch (error) {
    const isClosed = error instanceof ConnectorError && error.code === 'permission-denied';
    if (isClosed && id !== rootId) return [];
    throw error;
  }
}

async function nodesUnder(
  core: CallCore,
  rootId: string,
  traversal: 'Deep' | 'Shallow',
): Promise<TreeNode[]> {
  const nodes = new Map<string, TreeNode>();
  for (let offset = 0; nodes.size < foldersMax;) {
    const operation =
      `<m:FindFolder Traversal="${traversal}"><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>` +
      '<t:AdditionalProperties><t:FieldURI FieldURI="folder:ParentFolderId"/>' +
      '<t:FieldURI FieldURI="folder:FolderClass"/><t:FieldURI FieldURI="folder:DisplayName"/>' +
      `${stateFields}${propertyPath(properties.isHidden)}</t:AdditionalProperties></m:FolderShape>` +
      `<m:IndexedPageFolderView MaxEntriesReturned="${pageFoldersMax}" Offset="${offset}" BasePoint="Beginning"/>` +
      `<m:ParentFolderIds>${folderIdXml(rootId)}</m:ParentFolderIds></m:FindFolder>`;
    const message = await oneOf(core, operation, { action: 'folder' });
    const root = childOf(message, 'm:RootFolder');
    const page = childOf(root, 't:Folders')?.children ?? [];
    const before = nodes.size;
    for (const element of page) {
      const id = idOf(element, 't:FolderId');
      const name = childOf(element, 't:DisplayName')?.text ?? '';
      const told = childOf(element, 't:ParentFolderId')?.attributes.get('Id') ?? '';
      const parentId = traversal === 'Deep' ? told : rootId;
      nodes.set(id, { id, parentId, name: name === '' ? '(no name)' : name, element });
    }
    offset += page.length;
    if (nodes.size === before || isLastPage(root, offset)) break;
  }
  return [...nodes.values()];
}
