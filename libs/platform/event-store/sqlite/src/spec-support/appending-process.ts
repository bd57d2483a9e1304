import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { SqliteEventStore } from '../sqlite-event-store.ts';

// Started by specs: appends to the state named by its argument until it is killed, and prints what was acknowledged,
// one line `stream revision id` for the last event of each batch.

const path = process.argv[2];
if (path === undefined) throw new Error('a path is needed');
const store = await SqliteEventStore.open({ path, clock: systemClock });
process.stdout.write('open\n');

const streams = ['crash-a.1', 'crash-a.2', 'crash-a.3', 'crash-a.4'];
const batchSizes = [1, 10, 40, 3];
const inFlightMax = 3;

await Promise.all(
  streams.map(async (stream, n) => {
    const size = batchSizes[n] ?? 1;
    let revision = (await store.readLast(stream))?.revision ?? -1;
    const append = async (from: number) => {
      const batch = uuid4(systemRandom);
      const events = Array.from({ length: size }, (_, i) => ({
        id: uuid4(systemRandom),
        type: 'Appended',
        data: { batch, i, size, pad: 'x'.repeat(200) },
      }));
      const { revision: last } = await store.append(stream, events, from < 0 ? 'no-stream' : from);
      process.stdout.write(`${stream} ${last} ${events.at(-1)?.id ?? ''}\n`);
    };
    for (;;) {
      const first = revision;
      await Promise.all(Array.from({ length: inFlightMax }, (_, k) => append(first + k * size)));
      revision += inFlightMax * size;
    }
  }),
);
