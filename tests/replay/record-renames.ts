import { handleCommand, type Sealer } from '@mailhaul/application';
import { memoryConnector, MemoryMailSystem } from '@mailhaul/connector-memory';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { pairDecider, pairStream } from '@mailhaul/domain';
import { seededRandom, systemClock, uuid4 } from '@mailhaul/kernel';
import { type MailboxPass, runMailboxPass } from '@mailhaul/pass-runner';
import { inLogOrder, type Recording } from './recorded-streams.ts';

const tenant = 'acme';
const pairId = 'ann';
const atMs = 1_800_000_000_000;

/** A pair whose mailboxes are renamed between two passes, and the ledger that goes on. */
export async function recordRenames(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const random = seededRandom(7);
  const stream = pairStream(tenant, pairId);
  const order = { atMs, actor: 'ann' };
  const known = { sourceId: 'objectGUID:1', targetId: 'entryUUID:2', matchedBy: 'picked' } as const;
  const mailboxes = { source: 'ann@old.example', target: 'ann@new.example', ...known };
  for (const command of [
    { kind: 'AddPair', mailboxes },
    {
      kind: 'RefreshAddresses',
      by: 'directory',
      source: { address: 'anna@old.example', id: known.sourceId },
      target: { address: 'anna@new.example', id: known.targetId },
    },
  ] as const) {
    const asked = { ...command, ...order, commandId: uuid4(random) };
    await handleCommand({ store, sealer, stream, decider: pairDecider }, asked);
  }
  const source = new MemoryMailSystem('source');
  for (let at = 0; at < 10; at += 1) {
    source
      .mailbox('ann')
      .ensureFolder(['INBOX'])
      .add({
        bytes: Buffer.from(`Subject: ${at}\r\n\r\nwords\r\n`),
        receivedAt: { epochSeconds: 1_000_000_000 + at, zoneMinutes: 60 },
        flags: [],
      });
  }
  const first: MailboxPass = {
    ...{ tenant, pairId, store, sealer, random },
    source: memoryConnector(source, 'ann'),
    target: memoryConnector(new MemoryMailSystem('target'), 'ann'),
    options: defaultPassOptions,
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock: systemClock,
    stop: new AbortController().signal,
  };
  await runMailboxPass(first);
  await runMailboxPass({
    ...first,
    source: { ...first.source, identity: 'memory:source/anna' },
    target: { ...first.target, identity: 'memory:target/anna' },
  });
  return { tenant, pairId, events: await inLogOrder(store) };
}
