import { Sealer } from '@mailhaul/application';
import type { ItemKind } from '@mailhaul/connector-contract';
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

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}
