import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { readLedgerReport } from './ledger-report.ts';
import { LedgerSuperseded } from './ledger-writer.ts';
import { openPassLedger } from './open-pass-ledger.ts';
import { BoundSealer } from './spec-support/bound-sealer.ts';

function bench() {
  const store = new MemoryEventStore({ clock: systemClock });
  const place = { tenant: 'local', pairId: 'a', store, sealer: new BoundSealer() };
  let passes = 0;
  const open = async () => {
    passes += 1;
    const opened = await openPassLedger({
      ...place,
      ...{ source: { identity: 's' }, target: { identity: 't' } },
      worker: { id: `w${passes}`, host: 'h', isAloneOnHost: true },
      ...{ clock: systemClock, random: seededRandom(passes) },
    });
    return opened.memories;
  };
  return { place, open };
}

const bytes = (text: string) => Buffer.from(text);
const texts = (entries: readonly Uint8Array[]) =>
  entries.map((entry) => Buffer.from(entry).toString());

describe('a connector’s memory', () => {
  it('is what was added under a key since it was begun, in order, for that side and for the passes to come', async () => {
    const { place, open } = bench();
    const { source, target } = await open();
    expect(await source.recall('folder')).toEqual([]);
    await source.add('folder', bytes('old'));
    await source.add('folder', bytes('new'), { begin: true });
    await Promise.all([source.add('folder', bytes('2')), source.add('folder', bytes('3'))]);
    await target.add('folder', bytes('other side'));
    for (const memories of [{ source, target }, await open()]) {
      expect(texts(await memories.source.recall('folder'))).toEqual(['new', '2', '3']);
      expect(texts(await memories.target.recall('folder'))).toEqual(['other side']);
    }
    const report = await readLedgerReport(place);
    expect(texts((await report?.memories?.source.recall('folder')) ?? [])).toHaveLength(3);
  });

  it('takes nothing from a pass whose ledger another has opened', async () => {
    const { open } = bench();
    const stale = await open();
    const { source } = await open();
    await expect(stale.source.add('folder', bytes('late'))).rejects.toThrow(LedgerSuperseded);
    expect(await source.recall('folder')).toEqual([]);
    // Nor does it go on with what it could not keep.
    expect(await stale.source.recall('folder')).toEqual([]);
  });

  it('stands sealed in the log, and costs who has none nothing', async () => {
    const { place, open } = bench();
    const { source } = await open();
    expect((await readLedgerReport(place))?.memories).toBeUndefined();
    await source.add('Personal name', bytes('x'));
    const plain: unknown[] = [];
    for await (const { type, data } of place.store.readStream('ledger-local.a.1')) {
      const { sealed: _, ...open } = data;
      if (type === 'MemoryKept') plain.push(open);
    }
    expect(plain).toEqual([{ e: 1, side: 'source' }]);
  });

  it('refuses an entry that is larger than an append may be', async () => {
    const { source } = await bench().open();
    await expect(source.add('k', new Uint8Array(256 * 1024 + 1))).rejects.toThrow(/bound/u);
    await source.add('k', new Uint8Array(256 * 1024));
  });
});
