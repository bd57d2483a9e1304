import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@mailhaul/application';
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
    expect(folded).toMatchObject(withoutRetired(recording.folded));
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
          // One that holds nothing is there or not by who looked into it.
          Object.entries(byCollection)
            .map(([name, byId]) => [name, Object.keys(byId)] as const)
            .filter(([, ids]) => ids.length > 0),
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
      expect(folded).toMatchObject(withoutRetired(recording.folded));
      const stored = await inLogOrder(store);
      expect(stored).toEqual(recording.events.map((event) => ({ metadata: {}, ...event })));
    } finally {
      await store.close();
      server.stop();
    }
  });

  it('mean the priority 3 where they say none, whatever it is by now', async () => {
    const recording = loadRecording(join(streamsDir, '0.1.0/line.jsonl'));
    const added = recording.events.filter(({ type }) => type === 'PairAdded');
    expect(added.map(({ data }) => 'priority' in data)).toEqual([false, false, false]);
    const { streams, documents } = await withTestSealer(true, (sealer) =>
      foldStored(recording, sealer),
    );
    const of = (pairs: unknown) =>
      Object.values(pairs as Record<string, JsonObject>).map(({ priority }) => priority);
    const isPair = ([stream]: [string, unknown]) => stream.startsWith('pair-');
    const states = Object.entries(streams as JsonObject).filter(isPair);
    expect(of(Object.fromEntries(states))).toEqual([3, 1, 3]);
    const shown = documents as Record<string, Record<string, unknown>>;
    expect(of(shown['acme']?.['pairs'])).toEqual([3, 1, 3]);
  });

  it('hold every kind of event', () => {
    const seen = files.flatMap((name) =>
      loadRecording(join(streamsDir, name)).events.map(({ type }) => type),
    );
    expect([...new Set(seen)].sort()).toEqual(Object.keys(eventTypes).sort());
  });
});

/**
 * Documents are made anew by each version: without what told the order of a queue until the alphabet decided among equals, and in the
 * words of today.
 */
function withoutRetired(folded: JsonObject): JsonObject {
  const text = JSON.stringify(folded, (field, value: unknown) => {
    const isRetired = field === 'queuedAt' || (field === 'lineRank' && typeof value === 'number');
    if (isRetired) return undefined;
    return typeof value === 'string' ? (retold[value] ?? value) : value;
  });
  return JSON.parse(text) as JsonObject;
}

/** Of a job that ended while somebody is needed. */
const retold: Readonly<Record<string, string>> = {
  'Everybody has finished': 'Everybody has finished, but 1 mailbox needs you',
  '6 mailboxes have ended the pass, 4 items failed, 1 mailbox needs you.':
    '5 of 6 mailboxes ended the pass, 4 items failed.',
};
