import type {
  FolderOptions,
  FolderProblem,
  FolderView,
  MailboxRules,
  MailboxSpec,
  MessageSpec,
  MessageView,
} from './mailbox-types.ts';
import { MessageBody } from './message-body.ts';
import { StoredFolder } from './stored-folder.ts';

/**
 * One user's folders and messages, in memory. The IMAP commands and the tests work on the same object: tests use
 * it as an oracle beside the wire and to act as the user meanwhile. Methods with a path throw where it is missing.
 */
export class Mailbox {
  readonly user: string;
  password: string;
  readonly rules: MailboxRules;
  readonly #folders = new Map<string, StoredFolder>();
  /** Keys of subscribed names; a name may be subscribed without existing (RFC 3501 §6.3.6). */
  readonly #subscriptions = new Map<string, readonly string[]>();

  constructor(spec: MailboxSpec, rules: MailboxRules) {
    this.user = spec.user;
    this.password = spec.password;
    this.rules = rules;
    this.createFolder(['INBOX'], { isSubscribed: true });
    for (const folder of spec.folders ?? []) {
      if (this.find(folder.path) === undefined) this.createFolder(folder.path, folder);
      for (const message of folder.messages ?? []) this.deliver(folder.path, message);
    }
  }

  /** What its messages take. */
  get bytes(): number {
    return this.liveFolders().reduce((sum, folder) => sum + folder.bytes, 0);
  }

  /** In order of creation. */
  folders(): readonly FolderView[] {
    return this.liveFolders().map((folder) => ({
      path: folder.path,
      uidValidity: folder.uidValidity,
      uidNext: folder.uidNext,
      messageCount: folder.messages.length,
      canHoldMessages: folder.canHoldMessages,
      specialUse: folder.specialUse,
      isSubscribed: this.isSubscribed(folder.path),
    }));
  }

  messages(path: readonly string[]): readonly MessageView[] {
    return this.live(path).messages.map((message) => ({
      uid: message.uid,
      bytes: message.body.toBuffer(),
      flags: message.flags.filter((f) => f.startsWith('\\')).sort(),
      keywords: message.flags.filter((f) => !f.startsWith('\\')).sort(),
      internalDate: message.internalDate,
    }));
  }

  /** Adds a message as delivery would; returns its uid. */
  deliver(path: readonly string[], message: MessageSpec): number {
    return this.live(path).add({
      body: MessageBody.of(message.bytes),
      flags: message.flags ?? [],
      internalDate: message.internalDate ?? { epochSeconds: 0, zoneMinutes: 0 },
    }).uid;
  }

  removeMessages(path: readonly string[], uids: readonly number[]): void {
    const gone = new Set(uids);
    this.live(path).expunge((message) => gone.has(message.uid));
  }

  /** Returns the new uids, in the order of the old. */
  moveMessages(
    path: readonly string[],
    uids: readonly number[],
    to: readonly string[],
  ): readonly number[] {
    const target = this.live(to);
    const source = this.live(path);
    const wanted = new Set(uids);
    const moving = new Set(source.messages.filter((message) => wanted.has(message.uid)));
    const copies = [...moving].map((message) => target.add(message).uid);
    source.expunge((message) => moving.has(message));
    return copies;
  }

  /** Returns the new uids, in the order of the old. */
  copyMessages(
    path: readonly string[],
    uids: readonly number[],
    to: readonly string[],
  ): readonly number[] {
    const target = this.live(to);
    const wanted = new Set(uids);
    return this.live(path)
      .messages.filter((m) => wanted.has(m.uid))
      .map((m) => target.add(m).uid);
  }

  setFlags(path: readonly string[], uid: number, flags: readonly string[]): void {
    const folder = this.live(path);
    const message = folder.find(uid);
    if (message === undefined) throw new Error(`no message ${String(uid)} in ${path.join('/')}`);
    folder.setFlags(message, flags);
  }

  /** A new UIDVALIDITY; the messages stay and are numbered anew from 1. */
  changeUidValidity(path: readonly string[]): void {
    this.live(path).renumber(this.rules.nextUidValidity());
  }

  /** Removes all messages and all folders but INBOX. */
  wipe(): void {
    for (const folder of this.liveFolders()) {
      folder.expunge(() => true);
      if (this.#key(folder.path) !== this.#key(['INBOX']))
        this.#folders.delete(this.#key(folder.path));
    }
    this.#subscriptions.clear();
  }

  createFolder(path: readonly string[], options: FolderOptions = {}): FolderProblem | undefined {
    const existing = this.find(path);
    if (existing?.canHoldMessages === true) return 'exists';
    for (let depth = 1; depth < path.length; depth += 1) {
      const parent = path.slice(0, depth);
      if (this.find(parent) !== undefined) continue;
      const node = this.#insert(parent);
      node.canHoldMessages = this.rules.missingParents === 'folder';
    }
    const folder = existing ?? this.#insert(path);
    folder.canHoldMessages = options.canHoldMessages ?? true;
    folder.specialUse = options.specialUse;
    if (options.uidValidity !== undefined) folder.uidValidity = options.uidValidity;
    if (options.isSubscribed === true) this.subscribe(path, true);
    return undefined;
  }

  /** A folder with children becomes a mere node (RFC 3501 §6.3.4). */
  deleteFolder(path: readonly string[]): FolderProblem | undefined {
    const folder = this.find(path);
    if (folder === undefined) return 'missing';
    if (this.#key(path) === this.#key(['INBOX'])) return 'inbox';
    const hasChildren = this.hasChildren(path);
    if (hasChildren && !folder.canHoldMessages) return 'has-children';
    folder.expunge(() => true);
    if (hasChildren) {
      folder.canHoldMessages = false;
      folder.uidValidity = this.rules.nextUidValidity();
      folder.uidNext = 1;
    } else {
      this.#folders.delete(this.#key(path));
    }
    return undefined;
  }

  /** Children move along; INBOX stays and gives its messages away (RFC 3501 §6.3.5). */
  renameFolder(from: readonly string[], to: readonly string[]): FolderProblem | undefined {
    const folder = this.find(from);
    if (folder === undefined) return 'missing';
    if (this.find(to) !== undefined) return 'exists';
    if (this.#key(from) === this.#key(['INBOX'])) {
      this.createFolder(to);
      const uids = folder.messages.map((m) => m.uid);
      this.moveMessages(from, uids, to);
      return undefined;
    }
    if (to.length > 1 && this.find(to.slice(0, -1)) === undefined) {
      const parent = to.slice(0, -1);
      this.createFolder(parent, { canHoldMessages: this.rules.missingParents === 'folder' });
    }
    const oldPrefix = this.#key(from);
    for (const [key, each] of [...this.#folders]) {
      if (key !== oldPrefix && !key.startsWith(`${oldPrefix}\0`)) continue;
      this.#folders.delete(key);
      each.path = [...to, ...each.path.slice(from.length)];
      this.#folders.set(this.#key(each.path), each);
    }
    return undefined;
  }

  subscribe(path: readonly string[], isSubscribed: boolean): void {
    if (isSubscribed) this.#subscriptions.set(this.#key(path), path);
    else this.#subscriptions.delete(this.#key(path));
  }

  isSubscribed(path: readonly string[]): boolean {
    return this.#subscriptions.has(this.#key(path));
  }

  subscriptions(): readonly (readonly string[])[] {
    return [...this.#subscriptions.values()];
  }

  hasChildren(path: readonly string[]): boolean {
    const prefix = `${this.#key(path)}\0`;
    for (const key of this.#folders.keys()) if (key.startsWith(prefix)) return true;
    return false;
  }

  /** The live folder, for the server's commands. */
  find(path: readonly string[]): StoredFolder | undefined {
    return this.#folders.get(this.#key(path));
  }

  /** The live folder; throws where there is none. */
  live(path: readonly string[]): StoredFolder {
    const folder = this.find(path);
    if (folder === undefined)
      throw new Error(`no folder ${path.join('/')} in the mailbox of ${this.user}`);
    return folder;
  }

  liveFolders(): readonly StoredFolder[] {
    return [...this.#folders.values()];
  }

  #insert(path: readonly string[]): StoredFolder {
    const folder = new StoredFolder(path, this.rules.nextUidValidity());
    this.#folders.set(this.#key(path), folder);
    return folder;
  }

  /** INBOX is case-insensitive everywhere (RFC 3501 §5.1). */
  #key(path: readonly string[]): string {
    const joined = path.join('\0');
    if (this.rules.isCaseInsensitive) return joined.toLowerCase();
    const [first = '', ...rest] = path;
    return first.toLowerCase() === 'inbox' ? ['INBOX', ...rest].join('\0') : joined;
  }
}
