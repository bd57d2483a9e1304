import { createHash } from 'node:crypto';
import {
  ConnectorError,
  type EnsureFolderOptions,
  type EnsuredFolder,
  type Folder,
} from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import { isPassing, refusalError } from '../response-codes.ts';
import { childOf } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml, withoutForbidden } from '../soap/xml-text.ts';
import { isMailClass, listFolders } from './folder-tree.ts';
import { idOf } from './folder-state.ts';
import { type SessionCore, folderIdXml } from './session-core.ts';
import type { WellKnownFolders } from './well-known-folders.ts';
import { WishedFolders } from './wished-folders.ts';

const spellingsMax = 100;
/** PidTagDisplayName of a folder. */
const nameCharsMax = 255;

/** The mailbox's folders as last seen: what is made anew is looked for there first. */
export class KnownFolders {
  readonly #core: SessionCore;
  readonly #wellKnown: WellKnownFolders;
  readonly #wished = new WishedFolders();
  /** Made together with another, and nobody was told of it yet. */
  readonly #madeAhead = new Set<string>();
  /** No request for several folders was refused yet. */
  #makesTogether = true;
  #byPath: Map<string, Folder> | undefined;

  constructor(core: SessionCore, wellKnown: WellKnownFolders) {
    this.#core = core;
    this.#wellKnown = wellKnown;
  }

  async list(): Promise<readonly Folder[]> {
    const folders = await listFolders(
      this.#core,
      this.#wellKnown,
      this.#core.facts.numbering === 'article',
    );
    this.#byPath = new Map(folders.map((folder) => [keyOf(folder.path), folder]));
    return folders;
  }

  /** Tells of a folder before its turn: it may be made together with others. Its turn has come with `taken`. */
  wish(path: readonly string[], options: EnsureFolderOptions): { readonly taken: () => void } {
    return this.#wished.add(path, options);
  }

  /**
   * Names are one in any case. Before a folder that it must not be, or that is made for other items (mail, and Calendar), it makes way
   * with ` (2)` behind the name.
   */
  async ensure(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder> {
    if (this.#byPath === undefined) await this.list();
    const apart = new Set(options.apartFrom?.map(({ id }) => id));
    const { containerClass = '' } = options;
    let parentId = this.#wellKnown.rootId;
    let made: EnsuredFolder | undefined;
    for (let depth = 1; depth <= path.length; depth += 1) {
      const own = [...(made?.folder.path ?? []), spelled(path[depth - 1] ?? '')];
      const isWhole = depth === path.length;
      const takes = (known: Folder) =>
        isWhole
          ? !apart.has(known.id) && isMadeFor(known, containerClass)
          : isMadeFor(known, '') || (containerClass !== '' && known.nature === 'not-mail');
      made = await this.#ensureOne(own, {
        parentId,
        takes,
        containerClass: isWhole ? containerClass : '',
      });
      parentId = made.folder.id;
    }
    if (made === undefined) throw errorOf('folder-refused');
    return { folder: made.folder, wasCreated: made.wasCreated };
  }

  async #ensureOne(path: readonly string[], where: Where): Promise<EnsuredFolder> {
    const name = path.at(-1) ?? '';
    for (let n = 1; n <= spellingsMax; n += 1) {
      const own = [...path.slice(0, -1), n === 1 ? name : `${name} (${n})`];
      const known = this.#byPath?.get(keyOf(own));
      if (known === undefined) return this.#create(own, where);
      if (where.takes(known)) {
        return { folder: known, wasCreated: this.#madeAhead.delete(known.id) };
      }
    }
    throw errorOf('folder-refused', { message: 'All spellings of the name are taken.' });
  }

  async #create(path: readonly string[], where: Where): Promise<EnsuredFolder> {
    const { parentId, containerClass } = where;
    const key = keyOf(path);
    const isKnown = (other: string) => other === key || this.#byPath?.has(other) === true;
    const others = this.#makesTogether
      ? this.#wished.below(path.slice(0, -1), { keyOf, spelled, isKnown })
      : [];
    const wanted = [{ path, containerClass }, ...others];
    try {
      const made = await this.#createAll(parentId, wanted).catch((error: unknown) => {
        // Perhaps it is another of them that the server does not understand.
        if (wanted.length === 1 || !isOfRequest(error)) throw error;
        this.#makesTogether = false;
        return this.#createAll(parentId, wanted.slice(0, 1));
      });
      const [own] = made;
      if (own === undefined) throw errorOf('folder-refused');
      for (const other of made.slice(1)) this.#madeAhead.add(other.id);
      return { folder: own, wasCreated: true };
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.scope !== 'folder') throw error;
      // Made by somebody else since the folders were listed, or called otherwise there.
      await this.list();
      const there = this.#byPath?.get(key);
      if (there === undefined || !where.takes(there)) throw error;
      return { folder: there, wasCreated: false };
    }
  }

  /** All by one request. The first must be made; of the others those that are not are made, or refused, when their turn comes. */
  async #createAll(
    parentId: string,
    wanted: readonly { readonly path: readonly string[]; readonly containerClass: string }[],
  ): Promise<Folder[]> {
    const elements = wanted.map(({ path, containerClass }) => {
      const name = `<t:DisplayName>${escapeXml(path.at(-1) ?? '')}</t:DisplayName>`;
      return folderXml(containerClass === '' ? 'IPF.Note' : containerClass, name);
    });
    const operation =
      `<m:CreateFolder><m:ParentFolderId>${folderIdXml(parentId)}</m:ParentFolderId>` +
      `<m:Folders>${elements.join('')}</m:Folders></m:CreateFolder>`;
    const messages = await this.#core.caller.all(operation, { action: 'create-folder' });
    const refusal = messages[0] && refusalIn(messages[0]);
    if (refusal !== undefined) throw refusalError(refusal, 'create-folder');
    const made: Folder[] = [];
    for (const [at, { path, containerClass }] of wanted.entries()) {
      const message = messages[at];
      const [element] = childOf(message, 'm:Folders')?.children ?? [];
      if (message === undefined || element === undefined || refusalIn(message) !== undefined) {
        if (at === 0) break;
        continue;
      }
      const id = idOf(element, 't:FolderId');
      const state = await this.#core.index.stateOfNew(id);
      const isOfMail = isMailClass(containerClass);
      const folder: Folder = {
        ...{ id, path, canHoldItems: true, isSubscribed: true, state },
        ...(isOfMail ? {} : { nature: 'not-mail', containerClass }),
      };
      this.#byPath?.set(keyOf(path), folder);
      made.push(folder);
    }
    return made;
  }
}

/** Of what was asked for, and of nothing that passes. */
function isOfRequest(error: unknown): boolean {
  return error instanceof ConnectorError && error.scope !== 'connection' && !isPassing(error);
}

interface Where {
  readonly parentId: string;
  /** A folder that is there will do. */
  readonly takes: (known: Folder) => boolean;
  /** Empty: mail. */
  readonly containerClass: string;
}

/** Whether a folder is made for what a folder of that class is made for. */
function isMadeFor({ nature, containerClass = '' }: Folder, wanted: string): boolean {
  if (nature !== undefined && nature !== 'not-mail') return false;
  return isMailClass(containerClass)
    ? isMailClass(wanted)
    : basicClass(containerClass) === basicClass(wanted);
}

/** `IPF.Appointment` of `IPF.Appointment.Birthday`. */
function basicClass(folderClass: string): string {
  return folderClass.toLowerCase().split('.').slice(0, 2).join('.');
}

const elements: Readonly<Record<string, string>> = {
  'ipf.appointment': 't:CalendarFolder',
  'ipf.contact': 't:ContactsFolder',
  'ipf.task': 't:TasksFolder',
};

/** EWS reference page "CreateFolder operation": an element for a class may not say the class (ErrorNoFolderClassOverride). */
function folderXml(folderClass: string, name: string): string {
  const element = elements[folderClass.toLowerCase()];
  return element === undefined
    ? `<t:Folder><t:FolderClass>${escapeXml(folderClass)}</t:FolderClass>${name}</t:Folder>`
    : `<${element}>${name}</${element}>`;
}

/** As Exchange takes it; what cannot be said, or is too long, gets a mark that no other name has. */
function spelled(name: string): string {
  const sayable = name.replace(/\p{Cc}/gu, '_');
  const plain = withoutForbidden(sayable);
  if (plain === name && name.length <= nameCharsMax) return name;
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${withoutForbidden(plain.slice(0, nameCharsMax - 20))} ~${mark}`;
}

function keyOf(path: readonly string[]): string {
  return path.map((name) => name.toLowerCase()).join('\0');
}
