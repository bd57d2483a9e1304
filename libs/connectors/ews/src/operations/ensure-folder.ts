import { createHash } from 'node:crypto';
import {
  ConnectorError,
  type EnsureFolderOptions,
  type EnsuredFolder,
  type Folder,
} from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import { childOf } from '../soap/answer-element.ts';
import { escapeXml, withoutForbidden } from '../soap/xml-text.ts';
import { type WellKnownFolders, idOf, listFolders } from './folder-tree.ts';
import { folderStateOf } from './folder-state.ts';
import { type SessionCore, folderIdXml, oneOf } from './session-core.ts';

const spellingsMax = 100;
/** PidTagDisplayName of a folder. */
const nameCharsMax = 255;

/** The mailbox's folders as last seen: what is made anew is looked for there first. */
export class KnownFolders {
  readonly #core: SessionCore;
  readonly #wellKnown: WellKnownFolders;
  #byPath: Map<string, Folder> | undefined;

  constructor(core: SessionCore, wellKnown: WellKnownFolders) {
    this.#core = core;
    this.#wellKnown = wellKnown;
  }

  async list(): Promise<readonly Folder[]> {
    const folders = await listFolders(this.#core, this.#wellKnown);
    this.#byPath = new Map(folders.map((folder) => [keyOf(folder.path), folder]));
    return folders;
  }

  /**
   * Names are one in any case. Before a folder that it must not be, or that holds no mail (Calendar), it makes way with ` (2)`
   * behind the name.
   */
  async ensure(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder> {
    if (this.#byPath === undefined) await this.list();
    const apart = new Set(options.apartFrom?.map(({ id }) => id));
    let parentId = this.#wellKnown.rootId;
    let made: EnsuredFolder | undefined;
    for (let depth = 1; depth <= path.length; depth += 1) {
      const own = [...(made?.folder.path ?? []), spelled(path[depth - 1] ?? '')];
      const isWhole = depth === path.length;
      made = await this.#ensureOne(own, { parentId, apart: isWhole ? apart : new Set() });
      parentId = made.folder.id;
    }
    if (made === undefined) throw errorOf('folder-refused');
    return { folder: made.folder, wasCreated: made.wasCreated };
  }

  async #ensureOne(
    path: readonly string[],
    where: { readonly parentId: string; readonly apart: ReadonlySet<string> },
  ): Promise<EnsuredFolder> {
    const name = path.at(-1) ?? '';
    for (let n = 1; n <= spellingsMax; n += 1) {
      const own = [...path.slice(0, -1), n === 1 ? name : `${name} (${n})`];
      const known = this.#byPath?.get(keyOf(own));
      if (known === undefined) return this.#create(own, where.parentId);
      const isOurs = known.nature === undefined && !where.apart.has(known.id);
      if (isOurs) return { folder: known, wasCreated: false };
    }
    throw errorOf('folder-refused', { message: 'All spellings of the name are taken.' });
  }

  async #create(path: readonly string[], parentId: string): Promise<EnsuredFolder> {
    const operation =
      `<m:CreateFolder><m:ParentFolderId>${folderIdXml(parentId)}</m:ParentFolderId>` +
      '<m:Folders><t:Folder><t:FolderClass>IPF.Note</t:FolderClass>' +
      `<t:DisplayName>${escapeXml(path.at(-1) ?? '')}</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>`;
    let id: string;
    try {
      const message = await oneOf(this.#core, operation, { action: 'create-folder' });
      const [folder] = childOf(message, 'm:Folders')?.children ?? [];
      if (folder === undefined) throw errorOf('folder-refused');
      id = idOf(folder, 't:FolderId');
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.scope !== 'folder') throw error;
      // Made by somebody else since the folders were listed, or called otherwise there.
      await this.list();
      const there = this.#byPath?.get(keyOf(path));
      if (there === undefined || there.nature !== undefined) throw error;
      return { folder: there, wasCreated: false };
    }
    const state = await folderStateOf(this.#core, id);
    const folder: Folder = { id, path, canHoldItems: true, isSubscribed: true, state };
    this.#byPath?.set(keyOf(path), folder);
    return { folder, wasCreated: true };
  }
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
