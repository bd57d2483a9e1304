import {
  ConnectorError,
  type ErrorCode,
  type ErrorScope,
  type Folder,
  type ItemPage,
  type MailConnector,
  type MailSession,
  type OpenContext,
} from '@mailhaul/connector-contract';
import { memoryCapabilities } from '@mailhaul/connector-memory';
import { type Clock, seededRandom } from '@mailhaul/kernel';

export function failure(
  code: ErrorCode,
  details: { scope?: ErrorScope; retryAfterMs?: number } = {},
): ConnectorError {
  return new ConnectorError({
    code,
    scope: details.scope ?? 'connection',
    disposition: details.retryAfterMs === undefined ? 'retry' : 'retryAfter',
    message: 'No.',
    remedy: 'None.',
    ...(details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs }),
  });
}

/** A request that reached the server and waits for its scripted answer. */
export interface Pending {
  readonly call: string;
  answer(): void;
  fail(error: Error): void;
}

/** A connector that notes every request at the moment it is sent and answers when told to. */
export class ScriptedConnector implements MailConnector {
  readonly kind = 'scripted';
  readonly identity = 'scripted:anna';
  readonly sent: string[] = [];
  readonly pending: Pending[] = [];
  readonly returned: string[] = [];
  /** Answers `open` by itself. */
  opensAtOnce = true;

  async open(): Promise<MailSession> {
    if (!this.opensAtOnce) await this.#request('open');
    return this.#session();
  }

  /** The oldest unanswered request. */
  next(): Pending {
    const pending = this.pending.shift();
    if (pending === undefined) throw new Error('nothing was sent');
    return pending;
  }

  #request(call: string): Promise<void> {
    this.sent.push(call);
    return new Promise((resolve, reject) => {
      this.pending.push({ call, answer: resolve, fail: reject });
    });
  }

  /** Two elements; each waits for an answer of its own. */
  #iterable<T>(call: string, element: T): AsyncIterable<T> {
    let first: Promise<void> | undefined = this.#request(call);
    let left = 2;
    const iterator: AsyncIterator<T> = {
      next: async () => {
        if (left === 0) return { done: true, value: undefined };
        left -= 1;
        const answer = first ?? this.#request(`${call} more`);
        first = undefined;
        await answer;
        return { done: false, value: element };
      },
      return: () => {
        this.returned.push(call);
        return Promise.resolve({ done: true, value: undefined });
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  #session(): MailSession {
    const state = { generation: 1, nextId: 2, itemCount: 1 };
    const page: ItemPage = {
      state,
      items: [{ id: 1, size: 3, receivedAt: { epochSeconds: 0, zoneMinutes: 0 }, flags: [] }],
    };
    const body = { kind: 'whole', bytes: new Uint8Array(1000) } as const;
    const folder: Folder = { id: 'X', path: ['X'], canHoldItems: true, isSubscribed: true };
    return {
      capabilities: memoryCapabilities,
      listFolders: () => this.#request('listFolders').then(() => [folder]),
      folderState: (id) => this.#request(`folderState ${id}`).then(() => state),
      ensureFolder: () => this.#request('ensureFolder').then(() => ({ folder, wasCreated: false })),
      listItems: (id) => this.#iterable(`listItems ${id}`, page),
      readItems: (id) =>
        this.#iterable(`readItems ${id}`, {
          id: 1,
          receivedAt: { epochSeconds: 0, zoneMinutes: 0 },
          flags: [],
          body,
        }),
      writeBatch: (_id, items) =>
        this.#request('writeBatch').then(() => ({
          kind: 'answered',
          outcomes: items.map(() => ({ kind: 'written' })),
        })),
      removeItems: () => this.#request('removeItems'),
      close: () => this.#request('close'),
      abort: () => {
        this.sent.push('abort');
      },
    };
  }
}

export function openContext(clock: Clock, signal = new AbortController().signal): OpenContext {
  return { clock, random: seededRandom(7), signal };
}
