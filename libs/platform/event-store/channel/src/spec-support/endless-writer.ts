import { type MessagePort, workerData } from 'node:worker_threads';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { ChannelEventStore } from '../channel-event-store.ts';

const store = new ChannelEventStore(workerData as MessagePort);
for (let revision = -1; ;) {
  const event = { id: uuid4(systemRandom), type: 'Counted', data: {} };
  ({ revision } = await store.append('a-b.1', [event], revision < 0 ? 'no-stream' : revision));
}
