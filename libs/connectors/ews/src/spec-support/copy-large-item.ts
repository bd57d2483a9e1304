/** Run by large-items.int.spec.ts in a process of its own, so that its memory can be measured. */
import type { OutgoingItem } from '@mailhaul/connector-contract';
import { ContentHasher, systemClock, systemRandom } from '@mailhaul/kernel';
import { ewsConnector } from '../ews-connector.ts';

const size = 30_000_000;
const line = Buffer.from(`${'0123456789'.repeat(99)}01234567\r\n`);
const port = Number(process.argv[2]);
const gate = { beforeCommit: () => Promise.resolve() };

async function* generated(hasher: ContentHasher): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.concat(Array.from({ length: 100 }, () => line));
  for (let sent = 0; sent < size; sent += chunk.length) {
    hasher.update(chunk);
    yield await Promise.resolve(chunk);
  }
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hasher: ContentHasher,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hasher.update(chunk);
    yield chunk;
  }
}

const connector = ewsConnector({
  ...{ host: '127.0.0.1', port, security: 'none' },
  ...{ user: 'ann@example.com', password: 'secret' },
});
const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
const [source, target] = [await connector.open(context), await connector.open(context)];
const place = { receivedAt: { epochSeconds: 1e9, zoneMinutes: 0 }, flags: [] };
const from = (await source.ensureFolder(['large'], { subscribe: false })).folder.id;
const to = (await target.ensureFolder(['copy'], { subscribe: false })).folder.id;
// Everything is loaded and warm before memory is looked at.
const small = { ...place, body: { kind: 'whole', bytes: line } } as const;
await target.writeBatch(to, [small], gate);
const { generation } = await source.folderState(from);
const request = { generation, ids: [1], wholeBytesMax: 1 << 20 };
await Array.fromAsync(source.readItems(from, request));
const beforeKb = process.resourceUsage().maxRSS;

const written = new ContentHasher();
const first: OutgoingItem = {
  ...place,
  body: { kind: 'streamed', size, chunks: generated(written) },
};
await source.writeBatch(from, [first], gate);
const read = new ContentHasher();
let copiedBytes = 0;
for await (const item of source.readItems(from, request)) {
  if (item.body.kind === 'whole') throw new Error('not streamed');
  copiedBytes = item.body.size;
  const body = { ...item.body, chunks: hashed(item.body.chunks, read) };
  await target.writeBatch(to, [{ ...place, body }], gate);
}
const isEqual = written.digest() === read.digest();
const extraMb = (process.resourceUsage().maxRSS - beforeKb) / 1024;
process.stdout.write(JSON.stringify({ copiedBytes, isEqual, extraMb }));
await Promise.all([source.close(), target.close()]);
