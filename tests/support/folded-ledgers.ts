import { decodeEvent, type EventStore, Sealer } from '@mailhaul/application';
import {
  evolveLedger,
  initialLedger,
  type Ledger,
  type LedgerEvent,
  ledgerUpcasters,
} from '@mailhaul/domain';

/** As of a tenant whose key is destroyed: names and addresses are not compared. */
class BlindSealer extends Sealer {
  override seal(): never {
    throw new Error('nothing is written here');
  }

  override open(): undefined {
    return undefined;
  }
}

const codec = { sealer: new BlindSealer(), upcasters: ledgerUpcasters };

/**
 * What each ledger of the log folds to: of every folder its generation's items with size, date, hash and standing, whether the
 * pass is closed, and what of its batches is open. As text, in an order of its own. Masked: times, epochs, workers, the numbers of
 * pairs, folders and batches, target ids and UIDVALIDITYs.
 */
export async function foldedLedgers(store: EventStore): Promise<readonly string[]> {
  const folded: string[] = [];
  for (const stream of await store.listStreams('ledger-')) {
    const ledger = initialLedger();
    for await (const recorded of store.readStream(stream)) {
      evolveLedger(ledger, decodeEvent<LedgerEvent>(recorded, codec));
    }
    folded.push(shownOf(ledger));
  }
  return folded.sort();
}

function shownOf(ledger: Ledger): string {
  const { folders, batches, profile, isPassOpen } = ledger;
  const open = [...batches.values()].filter(({ isOpen }) => isOpen).length;
  const kept = folders.map(({ items, count, isVerified }) => {
    const rows = Array.from({ length: items.rowCount }, (_, row) => [
      ...[items.sourceId(row), items.size(row), items.epochSeconds(row)],
      ...[String(items.hash(row)), items.standing(row)],
    ]);
    return JSON.stringify({ count, isVerified, rows: rows.map(String).sort() });
  });
  return JSON.stringify({ isPassOpen, open, profile, folders: kept.sort() });
}
