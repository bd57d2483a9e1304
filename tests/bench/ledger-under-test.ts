import type { EventStore, Sealer } from '@mailhaul/application';
import { contentHashOf, seededRandom, systemClock, systemRandom } from '@mailhaul/kernel';
import { openPassLedger } from '@mailhaul/pass-runner';

export const benchPair = { tenant: 'local', pairId: 'bench' } as const;

/** As copying writes them. */
const itemsPerBatch = 50;
const batchesInFlight = 8;
const itemsPerFolder = 25_000;

/** Writes a ledger of that many migrated items through the engine's own ledger: an intent and a settlement a batch. */
export async function writeLedger(
  wiring: { readonly store: EventStore; readonly sealer: Sealer; readonly pairId?: string },
  itemCount: number,
): Promise<void> {
  const draw = seededRandom(1);
  const between = (least: number, most: number) =>
    least + Math.floor(draw.next() * (most - least + 1));
  const { view } = await openPassLedger({
    ...benchPair,
    ...wiring,
    source: { identity: 'imap://ann@source' },
    target: { identity: 'imap://ann@target' },
    worker: { id: 'bench', host: 'bench', isAloneOnHost: true },
    clock: systemClock,
    random: systemRandom,
  });
  const underWay: Promise<void>[] = [];
  for (let written = 0; written < itemCount; written += itemsPerFolder) {
    const name = `Folder ${written / itemsPerFolder}`;
    const folder = { sourceId: name, sourcePath: [name], targetId: name, targetPath: [name] };
    const { f } = view.recordFolder({ f: undefined, ...folder, targetGeneration: 7, before: 0 });
    const set = { generation: 1_700_000_000, below: 100_000, itemCount: itemsPerFolder };
    void view.recordEnumeration({ f, ...set, bytes: undefined });
    let sourceId = 1;
    let epochSeconds = 1_000_000_000;
    for (let nextId = 1; nextId <= itemsPerFolder; nextId += itemsPerBatch) {
      const items = Array.from({ length: itemsPerBatch }, () => {
        // Mailboxes have holes where mail was deleted, and mail comes hours apart, now and then out of order.
        sourceId += between(1, 3);
        epochSeconds += between(-3_600, 20_000);
        const hash = contentHashOf(Buffer.from(`${f} ${sourceId}`));
        return { sourceId, size: between(900, 90_000), epochSeconds, hash };
      });
      const fence = { generation: 7, nextId };
      const notAfterWallMs = systemClock.wallMs() + 120_000;
      const { b, durable } = view.recordIntent({ f, fence, notAfterWallMs, drainMs: 500, items });
      const results = items.map((_, i) => ({ kind: 'written' as const, id: nextId + i }));
      underWay.push(durable.then(() => view.recordSettled({ b, results })));
      if (underWay.length >= batchesInFlight) await underWay.shift();
    }
    await Promise.all(underWay.splice(0));
    await view.recordVerified(f);
  }
  await view.recordClosed();
  await view.flush();
}
