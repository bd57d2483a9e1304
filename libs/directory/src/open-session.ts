import type { connect } from 'node:net';
import type { OpenContext } from '@mailhaul/connector-contract';
import { withoutSecrets } from '@mailhaul/connector-line';
import {
  type Attribute,
  type Change,
  Client,
  type Entry,
  type Filter,
  NoSuchObjectError,
  ResultCodeError,
} from 'ldapts';
import { type ValidDirectorySettings, secretsOf } from './directory-settings.ts';
import { type DirectoryEntry, entryOf } from './read/directory-entry.ts';
import { directoryError } from './errors.ts';
import { type AnswerBounds, FramedLine } from './wire/framed-line.ts';
import { type Reaching, reach } from './wire/reach.ts';
import { within } from './wire/within.ts';
import { passwordModifyOid, passwordModifyValue } from './write/password-change.ts';

const pageEntriesMax = 500;
/** Pages of one question: a server that goes on for ever is stopped here. */
const pagesMax = 2_000;
/** A server without pages gives all at once. */
const pageBounds: AnswerBounds = { messagesMax: 20_000, bytesMax: 64 * 1024 * 1024 };
/** Of one sentence: who signs in, and what a write came to. */
const shortBounds: AnswerBounds = { messagesMax: 4, bytesMax: 256 * 1024 };
/** Entries that are asked for at a time by their names. */
export const readsAtOnceMax = 50;

/** RFC 4511 appendix A: the server stops at limits of its own. */
const limitCodes = [3, 4, 11];

export interface SearchQuestion {
  readonly baseDn: string;
  /** `base`: that entry alone; default: all below it as well. */
  readonly scope?: 'base' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
}

/** Some of the answer, and whether the server ended it at a limit of its own. */
export interface AnswerPage {
  readonly entries: readonly DirectoryEntry[];
  readonly isCut: boolean;
}

/** Reaches the server and signs in. @throws ConnectorError */
export async function openSession(
  settings: ValidDirectorySettings,
  context: OpenContext & Pick<Reaching, 'onConnected' | 'onSecured'>,
): Promise<DirectorySession> {
  try {
    const session = new DirectorySession(await reach(settings, context), settings, context);
    await session.bind();
    return session;
  } catch (error) {
    throw withoutSecrets(directoryError(error), secretsOf(settings));
  }
}

/** One signed-in line to a directory. Questions are asked one after the other. Whoever opens it closes it. */
export class DirectorySession {
  readonly #line: FramedLine;
  readonly #client: Client;
  readonly #settings: ValidDirectorySettings;
  readonly #context: OpenContext;

  constructor(
    socket: Awaited<ReturnType<typeof reach>>,
    settings: ValidDirectorySettings,
    context: OpenContext,
  ) {
    this.#settings = settings;
    this.#context = context;
    this.#line = new FramedLine(socket);
    let isTaken = false;
    const take = () => {
      // The library connects anew by itself, in its own way and not signed in.
      if (isTaken) throw new Error('the line is gone');
      isTaken = true;
      return this.#line;
    };
    // The library wants something like a socket; it asks no more of it than what the line has.
    const createConnection = take as unknown as typeof connect;
    this.#client = new Client({ url: 'ldap://directory.invalid', createConnection });
  }

  /** Signs in, where there is somebody to be; a directory that shows itself to everybody is asked nonetheless, so that it answers once. */
  async bind(): Promise<void> {
    const { bindDn = '', password = '' } = this.#settings;
    await this.#ask(shortBounds, () => this.#client.bind(bindDn, password));
  }

  /** The answer, page by page (RFC 2696); what the server refers to elsewhere is left out. @throws ConnectorError */
  async *pages(question: SearchQuestion): AsyncGenerator<AnswerPage> {
    const { baseDn } = question;
    const options = { ...this.#options(question), paged: { pageSize: pageEntriesMax } };
    const answer = this.#client.searchPaginated(baseDn, options);
    for (let page = 0; page < pagesMax; page += 1) {
      const next = await this.#cutOr(() => this.#ask(pageBounds, () => answer.next()));
      if (next === 'cut') {
        // What came before a server's limit is lost with its refusal; without pages it is given.
        const entries = page === 0 ? await this.#asManyAsGiven(question, pageEntriesMax) : [];
        yield { entries, isCut: true };
        return;
      }
      if (next.done === true) return;
      yield { entries: entriesOf(next.value.searchEntries), isCut: false };
    }
    yield { entries: [], isCut: true };
  }

  /** One entry by its name; undefined where it is not there, or not for us. @throws ConnectorError */
  async read(question: SearchQuestion): Promise<DirectoryEntry | undefined> {
    return (await this.readAll([question]))[0];
  }

  /** As {@link read}, of at most {@link readsAtOnceMax} names at once, in their order. @throws ConnectorError */
  readAll(questions: readonly SearchQuestion[]): Promise<readonly (DirectoryEntry | undefined)[]> {
    return this.#ask(pageBounds, () =>
      Promise.all(questions.map((question) => this.#readOne(question))),
    );
  }

  /** A new entry. @throws ConnectorError, also where there is one of that name */
  async add(dn: string, attributes: readonly Attribute[]): Promise<void> {
    await this.#ask(shortBounds, () => this.#client.add(dn, [...attributes]));
  }

  /** All changes or none. @throws ConnectorError */
  async modify(dn: string, changes: readonly Change[]): Promise<void> {
    await this.#ask(shortBounds, () => this.#client.modify(dn, [...changes]));
  }

  /** The server hashes it (RFC 3062). @throws ConnectorError */
  async setPassword(dn: string, password: string): Promise<void> {
    const value = passwordModifyValue(dn, password);
    await this.#ask(shortBounds, () => this.#client.exop(passwordModifyOid, value));
  }

  close(): void {
    this.#line.destroy();
  }

  async #readOne(question: SearchQuestion): Promise<DirectoryEntry | undefined> {
    try {
      const options = { ...this.#options(question), scope: 'base' as const };
      const { searchEntries } = await this.#client.search(question.baseDn, options);
      return entriesOf(searchEntries)[0];
    } catch (error) {
      if (error instanceof NoSuchObjectError) return undefined;
      throw error;
    }
  }

  /** Whether anything answers to the question. @throws ConnectorError */
  async hasAny(question: SearchQuestion): Promise<boolean> {
    return (await this.#asManyAsGiven(question, 1)).length > 0;
  }

  async #asManyAsGiven(
    question: SearchQuestion,
    sizeLimit: number,
  ): Promise<readonly DirectoryEntry[]> {
    const options = { ...this.#options(question), sizeLimit };
    const { searchEntries } = await this.#ask(pageBounds, () =>
      this.#client.search(question.baseDn, options),
    );
    return entriesOf(searchEntries);
  }

  async #cutOr<T>(ask: () => Promise<T>): Promise<T | 'cut'> {
    try {
      return await ask();
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      if (cause instanceof ResultCodeError && limitCodes.includes(cause.code)) return 'cut';
      throw error;
    }
  }

  #options({ scope = 'sub', filter, attributes }: SearchQuestion) {
    const timeLimit = Math.ceil(this.#settings.answerMsMax / 1000);
    return { scope, filter, attributes: [...attributes], timeLimit };
  }

  async #ask<T>(bounds: AnswerBounds, work: () => Promise<T>): Promise<T> {
    const { clock, signal } = this.#context;
    const msMax = this.#settings.answerMsMax;
    this.#line.allow(bounds);
    try {
      return await within(work(), { clock, signal, msMax, onEnd: () => this.#line.destroy() });
    } catch (error) {
      const known = directoryError(this.#line.failure ?? error);
      throw withoutSecrets(known, secretsOf(this.#settings));
    }
  }
}

function entriesOf(entries: readonly Entry[]): DirectoryEntry[] {
  return entries.flatMap((entry) => entryOf(entry) ?? []);
}
