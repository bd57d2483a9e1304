import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { asList, asText, parseValues, type WireValue } from './parse-values.ts';
import { quoted } from './mailbox-names.ts';
import { ResponseReader, type ResponseLine } from './response-reader.ts';

export interface MailboxAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** PEM of the server's own certificate: the line is TLS from its first byte. */
  readonly certificate?: string | undefined;
}

/** A command's answer: its closing line as text and the untagged lines seen since it was sent, unparsed. */
export interface CommandAnswer {
  readonly status: string;
  readonly untagged: readonly ResponseLine[];
}

interface Pending {
  readonly tag: string;
  readonly onUntagged: (line: ResponseLine) => void;
  readonly untagged: ResponseLine[];
  resolve(answer: CommandAnswer): void;
  reject(error: Error): void;
}

/**
 * A plain IMAP client for tests: what it sends is what the caller wrote. Commands may overlap; untagged lines
 * go to the oldest unanswered one. Shares no code with the connector that it is used to judge.
 */
export class RawImap {
  readonly #socket: Socket;
  readonly #pending: Pending[] = [];
  #count = 0;
  #greeted: Promise<void>;
  #failure: Error | undefined;
  #onInvitation: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    let greet: () => void = () => undefined;
    this.#greeted = new Promise((resolve) => (greet = resolve));
    const reader = new ResponseReader((line) => {
      const first = line[0];
      const text = first !== undefined && 'text' in first ? first.text : '';
      if (text.startsWith('* OK') && this.#count === 0) greet();
      else this.#take(text, line);
    });
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => {
      greet();
      this.#fail(new Error('the server closed the connection'));
    });
  }

  static async open(access: MailboxAccess): Promise<RawImap> {
    const { host, port, certificate } = access;
    const to = { host, port, noDelay: true };
    const socket =
      certificate === undefined
        ? createConnection(to)
        : connectSecurely({ ...to, ca: certificate });
    socket.setNoDelay(true);
    const client = new RawImap(socket);
    await client.#greeted;
    await client.ok(`LOGIN ${quoted(access.user)} ${quoted(access.password)}`);
    return client;
  }

  /** Sends `parts` as they are behind a tag, then CRLF. Answers NO and BAD too. */
  send(
    parts: string | readonly (string | Buffer)[],
    onUntagged?: (line: ResponseLine) => void,
  ): Promise<CommandAnswer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#count += 1;
    const tag = `t${this.#count}`;
    const untagged: ResponseLine[] = [];
    const answer = new Promise<CommandAnswer>((resolve, reject) => {
      const take = onUntagged ?? ((line) => untagged.push(line));
      this.#pending.push({ tag, onUntagged: take, untagged, resolve, reject });
    });
    this.#socket.cork();
    this.#socket.write(`${tag} `);
    for (const part of typeof parts === 'string' ? [parts] : parts) {
      if (part.length > 0) this.#socket.write(part);
    }
    this.#socket.write('\r\n');
    this.#socket.uncork();
    return answer;
  }

  /** Like `send`, but anything other than OK is an error. */
  async ok(
    parts: string | readonly (string | Buffer)[],
    onUntagged?: (line: ResponseLine) => void,
  ): Promise<CommandAnswer> {
    const answer = await this.send(parts, onUntagged);
    if (!/^\S+ OK\b/i.test(answer.status)) {
      const head = typeof parts === 'string' ? parts : String(parts[0]);
      throw new Error(`${head.slice(0, 120)}: ${answer.status}`);
    }
    return answer;
  }

  /** A command that ends in a literal the server must ask for; a refusal before it asks is an error like one after. */
  async okWithLiteral(head: string, literal: Buffer): Promise<CommandAnswer> {
    const invited = new Promise<void>((resolve) => (this.#onInvitation = resolve));
    const answer = this.ok(`${head} {${literal.length}}`);
    await Promise.race([invited, answer]);
    this.#socket.write(literal);
    this.#socket.write('\r\n');
    return await answer;
  }

  /** Every line of `LIST "" "*"` or its LSUB sibling: attributes, separator, name on the wire. */
  async list(command: 'LIST' | 'LSUB'): Promise<ListedFolder[]> {
    const { untagged } = await this.ok(`${command} "" "*"`);
    return untagged
      .map(parseValues)
      .filter((values) => values[1] === command)
      .map((values) => listedFolder(values));
  }

  /** Resolves when everything written so far was taken by the operating system. */
  async drained(): Promise<void> {
    while (this.#socket.writableNeedDrain && this.#failure === undefined) {
      await once(this.#socket, 'drain');
    }
  }

  /** Stops taking bytes from the server until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  async close(): Promise<void> {
    if (this.#failure === undefined) await this.send('LOGOUT').catch(() => undefined);
    this.#socket.destroy();
  }

  #take(text: string, line: ResponseLine): void {
    const oldest = this.#pending[0];
    if (text.startsWith('+ ') || text === '+') {
      this.#onInvitation?.();
      return;
    }
    if (oldest === undefined) return;
    if (text.startsWith('* ')) {
      oldest.onUntagged(line);
      return;
    }
    if (!text.startsWith(`${oldest.tag} `)) throw new Error(`an answer out of order: ${text}`);
    this.#pending.shift();
    oldest.resolve({ status: text, untagged: oldest.untagged });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#pending.splice(0)) pending.reject(error);
  }
}

export interface ListedFolder {
  readonly attributes: readonly string[];
  readonly separator: string | null;
  readonly wireName: string;
}

function listedFolder(values: readonly WireValue[]): ListedFolder {
  const [, , attributes, separator, name] = values;
  return {
    attributes: asList(attributes).map((attribute) => asText(attribute).toLowerCase()),
    separator: separator === null ? null : asText(separator),
    wireName: asText(name),
  };
}
