import { SqliteReadStore } from '../sqlite-read-store.ts';
import { counters, roundDocuments } from './counters.ts';

// Started by specs: projects rounds into the read store named by its argument until it is killed, now and then by a
// rebuild, and prints the checkpoints that were acknowledged.

const path = process.argv[2];
if (path === undefined) throw new Error('a path is needed');
const store = await SqliteReadStore.open({ path, collections: [counters] });

const changesOf = (position: bigint) =>
  Array.from({ length: roundDocuments }, (_, n) => ({
    collection: counters.name,
    tenant: 't',
    id: `id${n}`,
    position,
    body: { round: Number(position), pad: 'x'.repeat(100) },
  }));

for (let position = ((await store.checkpoint('live')) ?? 0n) + 1n; ; position += 1n) {
  const batch = { changes: changesOf(position), checkpoint: position };
  if (position % 5n === 0n) {
    await store.beginRebuild();
    await store.apply({ changes: changesOf(1n), checkpoint: 1n }, 'next');
    await store.apply(batch, 'next');
    await store.finishRebuild();
  } else {
    await store.apply(batch, 'live');
  }
  process.stdout.write(`${position}\n`);
}
