import { createHash } from 'node:crypto';
import { type Clock, systemClock } from '@mailhaul/kernel';
import { EwsProblem } from '../wire/answers.ts';
import { ChangeLog } from './change-log.ts';
import type {
  EwsAttachment,
  EwsItem,
  EwsItemChange,
  NewEwsItem,
  PropertyValue,
} from './ews-item.ts';
import { type StandardFolder, archiveFolders, primaryFolders } from './standard-folders.ts';
import { type EwsFolder, StoredFolder } from './stored-folder.ts';

export type FolderChange = Partial<Pick<StoredFolder, 'name' | 'parentId' | 'properties'>>;

/** What a mailbox would have sent to others. A migration sends nothing. */
export interface SentMessage {
  readonly operation: string;
  readonly itemClass: string;
}

export interface MailboxOptions {
  /** `public` is the tree of public folders, which is nobody's. */
  readonly kind?: 'user' | 'with-archive' | 'public';
  readonly clock?: Clock;
}

const nameCharsMax = 255;
const noProperties: ReadonlyMap<string, PropertyValue> = new Map();

/** One mailbox: a tree of folders below `root`, and one below `archiveroot` where it has an archive. */
export class EwsMailbox {
  readonly address: string;
  /** `msgfolderroot` */
  readonly root: StoredFolder;
  readonly sent: SentMessage[] = [];
  /** Of the folders. */
  readonly hierarchy = new ChangeLog();
  readonly #clock: Clock;
  readonly #folders = new Map<string, StoredFolder>();
  /** The folders that items are in, by the items' ids. */
  readonly #folderOf = new Map<string, StoredFolder>();
  /** The items that attachments are in, by the attachments' ids. */
  readonly #attachmentOf = new Map<string, string>();
  #count = 0;
  #changes = 0;

  constructor(address: string, { kind = 'user', clock = systemClock }: MailboxOptions = {}) {
    this.address = address;
    this.#clock = clock;
    if (kind === 'public') this.#addTree('publicfoldersroot', []);
    else this.#addTree('root', primaryFolders);
    if (kind === 'with-archive') this.#addTree('archiveroot', archiveFolders);
    this.root = this.distinguished(kind === 'public' ? 'publicfoldersroot' : 'msgfolderroot');
  }

  /** The number of the last change. */
  get changes(): number {
    return this.#changes;
  }

  /** @throws EwsProblem as Exchange answers ids that name nothing. */
  folder(id: string): StoredFolder {
    const found = this.#folders.get(id);
    if (found !== undefined) return found;
    throw idProblem(id);
  }

  distinguished(id: string): StoredFolder {
    for (const folder of this.#folders.values()) {
      if (folder.distinguishedId === id) return folder;
    }
    throw new EwsProblem(
      'ErrorFolderNotFound',
      'The specified folder could not be found in the store.',
    );
  }

  childrenOf(parentId: string): StoredFolder[] {
    return [...this.#folders.values()].filter((folder) => folder.parentId === parentId);
  }

  /** All below it, parents first. */
  below(parentId: string): StoredFolder[] {
    return this.childrenOf(parentId).flatMap((child) => [child, ...this.below(child.id)]);
  }

  /** Names are one in any case. @throws EwsProblem */
  createFolder(
    parentId: string,
    name: string,
    {
      properties = noProperties,
      ...rest
    }: Pick<StandardFolder, 'folderClass' | 'isSearch'> & {
      readonly properties?: ReadonlyMap<string, PropertyValue>;
    } = {},
  ): StoredFolder {
    this.folder(parentId);
    this.#checkName(parentId, name);
    return this.#add({ name, parent: '', ...rest }, { parentId, properties });
  }

  /** @throws EwsProblem */
  changeFolder(id: string, change: FolderChange): StoredFolder {
    const folder = this.folder(id);
    const parentId = change.parentId ?? folder.parentId;
    const isElsewhere = parentId !== folder.parentId || change.name !== undefined;
    if (isElsewhere && parentId !== undefined) {
      this.#checkName(parentId, change.name ?? folder.name, id);
    }
    folder.changeNumber = this.#next();
    folder.name = change.name ?? folder.name;
    folder.parentId = parentId;
    folder.properties = change.properties ?? folder.properties;
    this.hierarchy.changed(id, folder.changeNumber);
    return folder;
  }

  /** @throws EwsProblem for folders that every mailbox has. */
  checkRemovable(id: string): StoredFolder {
    const folder = this.folder(id);
    if (folder.distinguishedId === undefined) return folder;
    throw new EwsProblem(
      'ErrorDeleteDistinguishedFolder',
      'Distinguished folders cannot be deleted.',
    );
  }

  /** With all that it holds. @throws EwsProblem */
  removeFolder(id: string): void {
    const folder = this.checkRemovable(id);
    for (const child of this.childrenOf(id)) this.removeFolder(child.id);
    for (const item of folder.items) this.#folderOf.delete(item.id);
    this.#folders.delete(id);
    this.hierarchy.removed(id, this.#next());
  }

  addItem(where: Pick<EwsFolder, 'id'>, item: NewEwsItem): EwsItem {
    const folder = this.folder(where.id);
    const at = this.#next();
    const now = new Date(this.#clock.wallMs());
    const id = this.newId('item');
    const own: EwsItem = {
      ...{ fields: new Map(), attachments: [], createdAt: now, modifiedAt: now },
      ...{ searchKey: searchKeyOf(id), occurrences: new Map(), isAssociated: false },
      ...item,
      ...{ id, number: folder.nextNumber, changeNumber: at },
    };
    folder.add(own);
    this.#folderOf.set(id, folder);
    this.#noteAttachments(own, id);
    return own;
  }

  /** @throws EwsProblem */
  item(id: string): { readonly folder: StoredFolder; readonly item: EwsItem } {
    const folder = this.#folderOf.get(id);
    const item = folder?.get(id);
    if (folder === undefined || item === undefined) throw idProblem(id);
    return { folder, item };
  }

  /** Keeps id and number. @throws EwsProblem */
  changeItem(id: string, change: EwsItemChange): EwsItem {
    const { folder, item } = this.item(id);
    const modifiedAt = new Date(this.#clock.wallMs());
    const isReadFlag = Object.keys(change).join() === 'isRead';
    folder.replace({ ...item, modifiedAt, ...change }, { isReadFlag });
    const changed = this.item(id).item;
    this.#noteAttachments(changed, id);
    return changed;
  }

  /** For good. @throws EwsProblem */
  removeItem(id: string): void {
    this.item(id).folder.remove(id);
    this.#folderOf.delete(id);
  }

  /** With a new id and a new number, all else as it was. @throws EwsProblem */
  moveItem(id: string, target: StoredFolder): EwsItem {
    const { item } = this.item(id);
    this.removeItem(id);
    return this.addItem(target, item);
  }

  /** Which item an attachment belongs to, however deep it lies. @throws EwsProblem */
  attachment(id: string): { readonly item: EwsItem; readonly attachment: EwsAttachment } {
    const itemId = this.#attachmentOf.get(id);
    const item = itemId === undefined ? undefined : this.#folderOf.get(itemId)?.get(itemId);
    const attachment = item === undefined ? undefined : attachmentIn(item, id);
    if (item === undefined || attachment === undefined) {
      throw new EwsProblem('ErrorInvalidAttachmentId', 'The attachment ID is not valid.');
    }
    return { item, attachment };
  }

  newId(kind: 'item' | 'folder' | 'attachment'): string {
    this.#count += 1;
    return Buffer.from(`AAMk ${kind} ${this.address} ${this.#count}`).toString('base64url');
  }

  #noteAttachments({ attachments, occurrences }: EwsItem, itemId: string): void {
    for (const change of occurrences.values()) {
      if (change.kind === 'modified') this.#noteAttachments(change.item, itemId);
    }
    for (const attachment of attachments) {
      this.#attachmentOf.set(attachment.id, itemId);
      if (attachment.item !== undefined) this.#noteAttachments(attachment.item, itemId);
    }
  }

  #checkName(parentId: string, name: string, ownId?: string): void {
    const folded = name.toLowerCase();
    if (name === '' || name.length > nameCharsMax) {
      throw new EwsProblem('ErrorFolderSaveFailed', 'The folder name is not valid.');
    }
    const isTaken = this.childrenOf(parentId).some(
      (child) => child.id !== ownId && child.name.toLowerCase() === folded,
    );
    if (isTaken) {
      throw new EwsProblem('ErrorFolderExists', 'A folder with the specified name already exists.');
    }
  }

  #addTree(rootName: string, folders: readonly StandardFolder[]): void {
    const made = new Map<string, StoredFolder>();
    const root = { name: '', parent: '', distinguishedId: rootName };
    made.set(rootName, this.#add(root, { parentId: undefined, properties: noProperties }));
    for (const one of folders) {
      const parentId = made.get(one.parent)?.id;
      const folder = this.#add(one, { parentId, properties: noProperties });
      if (one.distinguishedId !== undefined) made.set(one.distinguishedId, folder);
    }
  }

  #add(
    { name, folderClass = '', distinguishedId, isHidden = false, isSearch = false }: StandardFolder,
    own: Pick<StoredFolder, 'parentId' | 'properties'>,
  ): StoredFolder {
    const id = this.newId('folder');
    const at = this.#next();
    const folder = new StoredFolder(
      { id, ...own, name, folderClass, distinguishedId, isHidden, isSearch, changeNumber: at },
      () => this.#next(),
    );
    this.#folders.set(id, folder);
    this.hierarchy.created(id, at);
    return folder;
  }

  #next(): number {
    this.#changes += 1;
    return this.#changes;
  }
}

function attachmentIn(item: EwsItem, id: string): EwsAttachment | undefined {
  const { attachments, occurrences } = item;
  for (const change of occurrences.values()) {
    const found = change.kind === 'modified' ? attachmentIn(change.item, id) : undefined;
    if (found !== undefined) return found;
  }
  for (const attachment of attachments) {
    if (attachment.id === id) return attachment;
    const inner = attachment.item === undefined ? undefined : attachmentIn(attachment.item, id);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** PidTagSearchKey of something new (MS-OXCPRPT: 16 bytes). */
export function searchKeyOf(id: string): string {
  return createHash('sha256').update(id).digest().subarray(0, 16).toString('base64');
}

function idProblem(id: string): EwsProblem {
  const isOurs = Buffer.from(id, 'base64url').toString('latin1').startsWith('AAMk ');
  const isWhole = Buffer.from(id, 'base64url').toString('base64url') === id;
  return isOurs && isWhole
    ? new EwsProblem('ErrorItemNotFound', 'The specified object was not found in the store.')
    : new EwsProblem('ErrorInvalidIdMalformed', 'Id is malformed.');
}
