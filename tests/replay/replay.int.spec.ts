import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { systemClock } from '@mailhaul/kernel';
import { startEventStoreDouble } from '@mailhaul/testing/eventstoredb';
import { describe, expect, it } from 'vitest';
import {
  eventTypes,
  foldStored,
  inLogOrder,
  loadRecording,
  withTestSealer,
} from './recorded-streams.ts';

const streamsDir = join(import.meta.dirname, 'streams');
const files = readdirSync(streamsDir, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.jsonl'))
  .sort();
const recordingBytesMax = 50_000;

describe('streams of earlier versions', () => {
  it.each(files)('%s fold to what their release made of them', async (name) => {
    const recording = loadRecording(join(streamsDir, name));
    const folded = await withTestSealer(true, (sealer) => foldStored(recording, sealer));
    // What later versions tell besides is no difference.
    expect(folded).toMatchObject(recording.folded);
    expect(statSync(join(streamsDir, name)).size).toBeLessThan(recordingBytesMax);
  });

  it.each(files)('%s fold to the same counts once the key is destroyed', async (name) => {
    const recording = loadRecording(join(streamsDir, name));
    const folded = await withTestSealer(false, (sealer) => foldStored(recording, sealer));
    // A pair that no pass has opened has neither totals nor passes.
    for (const field of ['totals', 'passCount', 'rowCount']) {
      const counted = folded['ledger'] as Record<string, unknown>;
      expect((recording.folded['ledger'] as typeof counted)[field]).toEqual(counted[field]);
    }
    const text = JSON.stringify(folded);
    for (const personal of ['INBOX', '@old.example', 'Acme', 'mail.example', 'go away']) {
      expect(text).not.toContain(personal);
    }
    const idsOf = (documents: unknown) =>
      Object.entries((documents ?? {}) as Record<string, Record<string, object>>).map(
        ([tenant, byCollection]) => [
          tenant,
          Object.entries(byCollection).map(([name, byId]) => [name, Object.keys(byId)]),
        ],
      );
    if (recording.folded['documents'] === undefined) return;
    expect(idsOf(folded['documents'])).toEqual(idsOf(recording.folded['documents']));
  });

  it.each(files)('%s come out of EventStoreDB as they went in', async (name) => {
    const recording = loadRecording(join(streamsDir, name));
    const server = await startEventStoreDouble();
    const store = await EventStoreDbEventStore.open({ url: server.url, clock: systemClock });
    try {
      const folded = await withTestSealer(true, (sealer) => foldStored(recording, sealer, store));
      expect(folded).toMatchObject(recording.folded);
      const stored = await inLogOrder(store);
      expect(stored).toEqual(recording.events.map((event) => ({ metadata: {}, ...event })));
    } finally {
      await store.close();
      server.stop();
    }
  });

  it('hold every kind of event', () => {
    const seen = files.flatMap((name) =>
      loadRecording(join(streamsDir, name)).events.map(({ type }) => type),
    );
    expect([...new Set(seen)].sort()).toEqual(Object.keys(eventTypes).sort());
  });
});
