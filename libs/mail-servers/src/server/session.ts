import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SaslMechanism } from '../sasl/exchange.ts';
import type { Mailbox } from '../store/mailbox.ts';
import type { MailStore } from '../store/mail-store.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import type { WireInput } from '../wire/wire-input.ts';
import type { WireOutput } from '../wire/wire-output.ts';
import type { ConnectionContext } from './behaviour.ts';
import { type Extension, capabilityList } from './capabilities.ts';
import { parseWireName, wireName } from './folder-names.ts';
import type { Selection } from './selection.ts';
import type { ServerSettings } from './server-options.ts';

/** One client's connection as the commands see it. */
export class Session {
  readonly id: number;
  readonly settings: ServerSettings;
  readonly store: MailStore;
  input: WireInput;
  output: WireOutput;
  /** The connection; a TLSSocket once it is encrypted. */
  stream: Socket;
  mailbox: Mailbox | undefined;
  /** The access token that opened the session. */
  token: string | undefined;
  selection: Selection | undefined;
  /** Extensions that ENABLE or use has switched on (RFC 5161, RFC 7162 §3.1). */
  readonly enabled = new Set<string>();
  /** What the connection does once the answer is out. */
  afterAnswer: 'logout' | 'start-tls' | undefined;
  /** Takes a place of the user's connections, or says that there is none. */
  readonly takeUserSlot: (user: string) => boolean;

  constructor(parts: {
    id: number;
    settings: ServerSettings;
    store: MailStore;
    input: WireInput;
    output: WireOutput;
    stream: Socket;
    takeUserSlot: (user: string) => boolean;
  }) {
    this.id = parts.id;
    this.settings = parts.settings;
    this.store = parts.store;
    this.input = parts.input;
    this.output = parts.output;
    this.stream = parts.stream;
    this.takeUserSlot = parts.takeUserSlot;
  }

  get isEncrypted(): boolean {
    return this.stream instanceof TLSSocket;
  }

  has(extension: Extension): boolean {
    return this.settings.extensions.has(extension);
  }

  /** Sends a line; `text` without its line end. */
  line(text: string): void {
    let line = `${text}\r\n`;
    for (const behaviour of this.settings.behaviours) line = behaviour.rewriteLine?.(line) ?? line;
    this.settings.onTrace?.(`S${String(this.id)} ${text}`);
    this.output.text(line);
  }

  untagged(text: string): void {
    this.line(`* ${text}`);
  }

  /** The signed-in mailbox; commands of the authenticated states may rely on it. */
  get user(): Mailbox {
    if (this.mailbox === undefined) throw new Error('command run before sign-in');
    return this.mailbox;
  }

  get selected(): Selection {
    if (this.selection === undefined) throw new Error('command run with nothing selected');
    return this.selection;
  }

  path(name: string): readonly string[] | undefined {
    return parseWireName(name, this.settings);
  }

  wireName(path: readonly string[]): string {
    return wireName(path, this.settings);
  }

  /** The folder of that name on the wire. */
  folder(name: string): StoredFolder | undefined {
    const path = this.path(name);
    return path === undefined ? undefined : this.user.find(path);
  }

  capabilities(): string {
    const { settings } = this;
    return capabilityList({
      extensions: settings.extensions,
      isSignedIn: this.mailbox !== undefined,
      offersStartTls: settings.security === 'starttls' && !this.isEncrypted,
      mechanisms: this.mechanisms(),
      refusesLogin: settings.refusesLogin,
      refusesPlainText: settings.refusesPlainText && !this.isEncrypted,
      appendLimit: announcedLimit(settings),
      messageLimit: settings.messageLimit,
    });
  }

  /** What AUTHENTICATE takes on this line: what is tied to TLS only above it. */
  mechanisms(): readonly SaslMechanism[] {
    const { mechanisms } = this.settings;
    return this.isEncrypted ? mechanisms : mechanisms.filter((name) => !name.endsWith('-PLUS'));
  }

  /** The messages of a folder that this session sees (RFC 9586). */
  seen(folder: StoredFolder): readonly StoredMessage[] {
    const { messageLimit } = this.settings;
    if (messageLimit === undefined || this.enabled.has('UIDONLY')) return folder.messages;
    return folder.messages.slice(-messageLimit);
  }

  /** How FETCH data about a message begin. */
  fetchOf(sequence: number, uid: number): string {
    return this.enabled.has('UIDONLY') ? `${String(uid)} UIDFETCH` : `${String(sequence)} FETCH`;
  }

  flagList(message: StoredMessage): string {
    const recentFrom = this.selection?.recentFromUid ?? Infinity;
    const flags = message.flags.join(' ');
    if (message.uid < recentFrom) return `(${flags})`;
    return flags === '' ? '(\\Recent)' : `(${flags} \\Recent)`;
  }

  /** Tells what others did to the selected folder. */
  tellUpdates(mayExpunge: boolean): void {
    this.selection?.update(mayExpunge, {
      onExpunge: (sequence, uid) => {
        const isUidOnly = this.enabled.has('UIDONLY');
        this.untagged(isUidOnly ? `VANISHED ${String(uid)}` : `${String(sequence)} EXPUNGE`);
      },
      onFlags: (sequence, message) => {
        const modseq = this.enabled.has('CONDSTORE') ? ` MODSEQ (${String(message.modseq)})` : '';
        const uid = String(message.uid);
        this.untagged(
          `${this.fetchOf(sequence, message.uid)} (UID ${uid} FLAGS ${this.flagList(message)}${modseq})`,
        );
      },
      onExists: (count) => {
        this.untagged(`${String(count)} EXISTS`);
      },
    });
  }

  connectionContext(): ConnectionContext {
    return {
      connection: this.id,
      mailbox: this.mailbox,
      clock: this.settings.clock,
      send: (text) => {
        this.output.text(text);
        this.output.flush();
      },
    };
  }
}

function announcedLimit(settings: ServerSettings): number | 'by-folder' | undefined {
  const { announcesAppendLimit, appendLimit } = settings;
  if (announcesAppendLimit === 'by-folder') return 'by-folder';
  return announcesAppendLimit ? appendLimit : undefined;
}
