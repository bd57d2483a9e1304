import { EwsProblem } from '../wire/answers.ts';

export interface EwsItem {
  readonly id: string;
  /** PidTagInternetArticleNumber: its place in the order of arrival in its folder. */
  readonly number: number;
  readonly mime: Uint8Array;
  readonly itemClass: string;
  isRead: boolean;
  readonly isDraft: boolean;
  readonly receivedAt: Date;
  readonly categories: readonly string[];
  /** Values by tag, lower case: `0x1090`. */
  readonly properties: ReadonlyMap<string, string>;
}

export type NewEwsItem = Omit<EwsItem, 'id' | 'number'>;

export interface EwsFolder {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly folderClass: string;
  readonly distinguishedId: string | undefined;
  /** In order of arrival. */
  items: EwsItem[];
  /** PidTagInternetArticleNumberNext (MS-OXPROPS). */
  nextNumber: number;
}

interface NewFolder {
  readonly parentId: string | undefined;
  readonly name: string;
  readonly folderClass?: string;
  readonly distinguishedId?: string;
}

const nameCharsMax = 255;

/** The folders that a new mailbox has (EWS reference page `DistinguishedFolderId`). */
const standardFolders: readonly (readonly [string, string, string])[] = [
  ['inbox', 'Inbox', 'IPF.Note'],
  ['drafts', 'Drafts', 'IPF.Note'],
  ['sentitems', 'Sent Items', 'IPF.Note'],
  ['deleteditems', 'Deleted Items', 'IPF.Note'],
  ['junkemail', 'Junk Email', 'IPF.Note'],
  ['outbox', 'Outbox', 'IPF.Note'],
  ['calendar', 'Calendar', 'IPF.Appointment'],
  ['contacts', 'Contacts', 'IPF.Contact'],
  ['tasks', 'Tasks', 'IPF.Task'],
];

/** One mailbox: a tree of folders below `msgfolderroot`. */
export class EwsMailbox {
  readonly address: string;
  readonly root: EwsFolder;
  readonly #folders = new Map<string, EwsFolder>();
  #count = 0;

  constructor(address: string) {
    this.address = address;
    this.root = this.#add({
      ...{ parentId: undefined, name: 'Top of Information Store' },
      distinguishedId: 'msgfolderroot',
    });
    for (const [distinguishedId, name, folderClass] of standardFolders) {
      this.#add({ parentId: this.root.id, name, folderClass, distinguishedId });
    }
  }

  /** @throws EwsProblem as Exchange answers ids that name nothing. */
  folder(id: string): EwsFolder {
    const found = this.#folders.get(id);
    if (found !== undefined) return found;
    throw idProblem(id, 'ErrorItemNotFound');
  }

  distinguished(id: string): EwsFolder {
    for (const folder of this.#folders.values()) {
      if (folder.distinguishedId === id) return folder;
    }
    throw new EwsProblem(
      'ErrorFolderNotFound',
      'The specified folder could not be found in the store.',
    );
  }

  childrenOf(parentId: string): EwsFolder[] {
    return [...this.#folders.values()].filter((folder) => folder.parentId === parentId);
  }

  /** All below it, parents first. */
  below(parentId: string): EwsFolder[] {
    return this.childrenOf(parentId).flatMap((child) => [child, ...this.below(child.id)]);
  }

  /** Names are one in any case. @throws EwsProblem */
  createFolder(parentId: string, name: string, folderClass: string): EwsFolder {
    this.folder(parentId);
    const folded = name.toLowerCase();
    if (name === '' || name.length > nameCharsMax) {
      throw new EwsProblem('ErrorFolderSaveFailed', 'The folder name is not valid.');
    }
    if (this.childrenOf(parentId).some((child) => child.name.toLowerCase() === folded)) {
      throw new EwsProblem('ErrorFolderExists', 'A folder with the specified name already exists.');
    }
    return this.#add({ parentId, name, folderClass });
  }

  addItem(folder: EwsFolder, item: NewEwsItem): EwsItem {
    const added = { ...item, id: this.#newId('item'), number: folder.nextNumber };
    folder.nextNumber += 1;
    folder.items.push(added);
    return added;
  }

  /** @throws EwsProblem */
  item(id: string): { readonly folder: EwsFolder; readonly item: EwsItem } {
    for (const folder of this.#folders.values()) {
      const item = folder.items.find((one) => one.id === id);
      if (item !== undefined) return { folder, item };
    }
    throw idProblem(id, 'ErrorItemNotFound');
  }

  /** For good. @throws EwsProblem */
  removeItem(id: string): void {
    const { folder, item } = this.item(id);
    folder.items = folder.items.filter((one) => one !== item);
  }

  #add({ parentId, name, folderClass = '', distinguishedId }: NewFolder): EwsFolder {
    const id = this.#newId('folder');
    const folder = { id, parentId, name, folderClass, distinguishedId, items: [], nextNumber: 1 };
    this.#folders.set(id, folder);
    return folder;
  }

  #newId(kind: string): string {
    this.#count += 1;
    return Buffer.from(`AAMk ${kind} ${this.address} ${this.#count}`).toString('base64url');
  }
}

function idProblem(id: string, code: string): EwsProblem {
  const isOurs = Buffer.from(id, 'base64url').toString('latin1').startsWith('AAMk ');
  const isWhole = Buffer.from(id, 'base64url').toString('base64url') === id;
  return isOurs && isWhole
    ? new EwsProblem(code, 'The specified object was not found in the store.')
    : new EwsProblem('ErrorInvalidIdMalformed', 'Id is malformed.');
}
