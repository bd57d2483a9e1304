import { memoryConnector, type MemoryFolder, MemoryMailSystem } from '@mailhaul/connector-memory';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { readLedgerReport } from './ledger-report.ts';
import { type MailboxPass, runMailboxPass } from './run-mailbox-pass.ts';
import { BoundSealer } from './spec-support/bound-sealer.ts';

function world() {
  const source = new MemoryMailSystem('source');
  const target = new MemoryMailSystem('target');
  const pass: MailboxPass = {
    tenant: 'local',
    pairId: 'a',
    store: new MemoryEventStore({ clock: systemClock }),
    sealer: new BoundSealer(),
    source: memoryConnector(source, 'ann'),
    target: memoryConnector(target, 'ann'),
    options: defaultPassOptions,
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock: systemClock,
    random: seededRandom(1),
    stop: new AbortController().signal,
  };
  return { source: source.mailbox('ann'), target: target.mailbox('ann'), pass };
}

function deliver(folder: MemoryFolder, text: string, at: number): void {
  folder.add({
    bytes: Buffer.from(text),
    receivedAt: { epochSeconds: at, zoneMinutes: 0 },
    flags: ['\\Seen'],
  });
}

describe('a pass', () => {
  it('copies every folder once, then only what is new', async () => {
    const { source, target, pass } = world();
    const inbox = source.ensureFolder(['INBOX']);
    const sent = source.ensureFolder(['Sent', 'Old']);
    for (let i = 0; i < 120; i += 1) deliver(inbox, `message ${i}\r\n`, 1000 + i);
    for (let i = 0; i < 30; i += 1) deliver(sent, 'twin\r\n', 5);
    const first = await runMailboxPass(pass);
    expect(first.end).toEqual({ kind: 'completed' });
    expect(first.totals).toMatchObject({ migrated: 150, failed: 0, pending: 0 });
    const bodies = (path: string[]) =>
      [...(target.folderAt(path)?.items() ?? [])].map(({ bytes }) => Buffer.from(bytes).toString());
    expect(bodies(['INBOX'])).toEqual(Array.from({ length: 120 }, (_, i) => `message ${i}\r\n`));
    expect(bodies(['Sent', 'Old'])).toHaveLength(30);
    deliver(inbox, 'new\r\n', 9);
    const second = await runMailboxPass(pass);
    expect(second.passCounts).toMatchObject({ migrated: 1 });
    expect(bodies(['INBOX'])).toHaveLength(121);
    const report = await readLedgerReport(pass);
    expect([...(report?.rows() ?? [])]).toHaveLength(151);
  });
});
