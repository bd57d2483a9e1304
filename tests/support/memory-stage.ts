import { Sealer } from '@mailhaul/application';
import { ConnectorError, type ItemKind, type MailConnector } from '@mailhaul/connector-contract';
import {
  memoryConnector,
  type MemoryFolder,
  type MemoryMailbox,
  MemoryMailSystem,
  type MemoryVariant,
} from '@mailhaul/connector-memory';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import {
  type LedgerRow,
  type MailboxPass,
  type PassReport,
  readLedgerReport,
  runMailboxPass,
} from '@mailhaul/pass-runner';
import type { PassChange } from './engine-stage.ts';
import { LeapingClock } from './leaping-clock.ts';

/** Two mail systems in this process with one mailbox each, and a ledger between them: for what no IMAP server can do. */
export class MemoryStage {
  readonly source: MemoryMailbox;
  readonly target: MemoryMailbox;
  readonly clock = new LeapingClock();
  store = new MemoryEventStore({ clock: systemClock });
  readonly #systems: { readonly source: MemoryMailSystem; target: MemoryMailSystem };
  #workers = 0;

  constructor(variants: { readonly source?: MemoryVariant; readonly target?: MemoryVariant }) {
    const source = new MemoryMailSystem('source', variants.source);
    const target = new MemoryMailSystem('target', variants.target);
    this.#systems = { source, target };
    this.source = source.mailbox('ann');
    this.target = target.mailbox('ann');
  }

  async run(change: PassChange = {}): Promise<PassReport> {
    return runMailboxPass(this.pass(change));
  }

  pass({ options, ...change }: PassChange = {}): MailboxPass {
    this.#workers += 1;
    return {
      tenant: 'local',
      pairId: 'ann',
      store: this.store,
      sealer: new PlainSealer(),
      source: memoryConnector(this.#systems.source, 'ann'),
      target: memoryConnector(this.#systems.target, 'ann'),
      worker: { id: `worker ${this.#workers}`, host: 'this host', isAloneOnHost: true },
      clock: this.clock,
      random: seededRandom(this.#workers),
      stop: new AbortController().signal,
      ...change,
      options: { ...defaultPassOptions, connectionPairs: 1, pairsAtStart: 1, ...options },
    };
  }

  /** As after the loss of the state folder. */
  loseLedger(): void {
    this.store = new MemoryEventStore({ clock: systemClock });
  }

  /** From now on the target is such a one, with all that it holds. */
  becomes(variant: MemoryVariant): void {
    this.#systems.target = this.#systems.target.as(variant);
  }

  async rows(): Promise<readonly LedgerRow[]> {
    const { tenant, pairId, store, sealer } = this.pass();
    return [...((await readLedgerReport({ tenant, pairId, store, sealer }))?.rows() ?? [])];
  }
}

/** An item that says nothing but its text: of no identity where it has no Message-ID. */
export function put(
  folder: MemoryFolder,
  text: string,
  about: { readonly kind?: ItemKind; readonly at?: number; readonly marker?: string } = {},
): void {
  const { kind, at = 1_000, marker } = about;
  folder.add({
    bytes: Buffer.from(text),
    receivedAt: { epochSeconds: at, zoneMinutes: 0 },
    flags: [],
    ...(kind === undefined ? {} : { kind }),
    ...(marker === undefined ? {} : { marker }),
  });
}

export function textsIn(mailbox: MemoryMailbox, ...path: string[]): string[] {
  const items = mailbox.folderAt(path)?.items() ?? [];
  return [...items].map(({ bytes }) => Buffer.from(bytes).toString());
}

/** The connection is lost behind the nth write, once: it was done, or the system ended before it (`isDone`). */
export function losingAnswer(
  connector: MailConnector,
  { nth, isDone }: { readonly nth: number; readonly isDone: boolean },
): MailConnector {
  let writes = 0;
  return {
    ...connector,
    async open(context) {
      const session = await connector.open(context);
      const writeBatch: typeof session.writeBatch = async (folderId, items, gate) => {
        writes += 1;
        const isLost = writes === nth;
        if (isLost && !isDone) await gate.beforeCommit();
        const result =
          isLost && !isDone ? undefined : await session.writeBatch(folderId, items, gate);
        if (!isLost && result !== undefined) return result;
        session.abort();
        throw new ConnectorError({
          ...{ code: 'connection-lost', scope: 'connection', disposition: 'retry' },
          ...{ message: 'The connection is lost.', remedy: 'Wait.' },
        });
      };
      return new Proxy(session, {
        get(inner, name) {
          if (name === 'writeBatch') return writeBatch;
          const value: unknown = Reflect.get(inner, name, inner);
          return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
        },
      });
    },
  };
}

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}
