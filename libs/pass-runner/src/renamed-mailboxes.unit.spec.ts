import {
  memoryConnector,
  type MemoryFolder,
  type MemoryMailbox,
  MemoryMailSystem,
} from '@mailhaul/connector-memory';
import type { MailConnector } from '@mailhaul/connector-contract';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, seededRandom, systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { type MailboxPass, runMailboxPass } from './run-mailbox-pass.ts';
import { BoundSealer } from './spec-support/bound-sealer.ts';

const noWaiting: Clock = { ...systemClock, sleep: () => Promise.resolve() };

function world() {
  const source = new MemoryMailSystem('source');
  const target = new MemoryMailSystem('target');
  const store = new MemoryEventStore({ clock: systemClock });
  const pass: MailboxPass = {
    tenant: 'local',
    pairId: 'a',
    store,
    sealer: new BoundSealer(),
    source: memoryConnector(source, 'ann'),
    target: memoryConnector(target, 'ann'),
    options: defaultPassOptions,
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock: noWaiting,
    random: seededRandom(1),
    stop: new AbortController().signal,
  };
  fill(source.mailbox('ann'), 'ann');
  const count = async (type: string) => {
    let found = 0;
    for await (const event of store.readStream('ledger-local.a.1')) {
      if (event.type === type) found += 1;
    }
    return found;
  };
  return { source, target, pass, count };
}

function fill(mailbox: MemoryMailbox, name: string): void {
  for (let i = 0; i < 30; i += 1)
    deliver(mailbox.ensureFolder(['INBOX']), `${name} ${i}`, 1000 + i);
  for (let i = 0; i < 7; i += 1) deliver(mailbox.ensureFolder(['Sent']), `sent ${name} ${i}`, i);
}

function deliver(folder: MemoryFolder, text: string, at: number): void {
  folder.add({
    bytes: Buffer.from(`${text}\r\n`),
    receivedAt: { epochSeconds: at, zoneMinutes: 0 },
    flags: [],
  });
}

const called = (connector: MailConnector, identity: string): MailConnector => ({
  ...connector,
  identity,
});
const inboxOf = (mailbox: MemoryMailbox) => [...(mailbox.folderAt(['INBOX'])?.items() ?? [])];

describe('a ledger whose mailboxes have other names', () => {
  it('goes on where the mailboxes are the same, and is asked once', async () => {
    const { source, target, pass, count } = world();
    await runMailboxPass(pass);
    deliver(source.mailbox('ann').ensureFolder(['INBOX']), 'new', 5000);
    const renamed = {
      ...pass,
      source: called(pass.source, 'memory:source/anna'),
      target: called(pass.target, 'memory:target/anna'),
    };
    const second = await runMailboxPass(renamed);
    expect(second).toMatchObject({ end: { kind: 'completed' }, passCounts: { migrated: 1 } });
    expect(second.totals).toMatchObject({ migrated: 38, gone: 0 });
    expect(inboxOf(target.mailbox('ann'))).toHaveLength(31);
    await runMailboxPass(renamed);
    expect(await count('MailboxesProven')).toBe(1);
  });

  it.each(['source', 'target'] as const)(
    'is no other %s’s, though its numbers are alike',
    async (side) => {
      const { source, target, pass } = world();
      await runMailboxPass(pass);
      const eve = (side === 'source' ? source : target).mailbox('eve');
      fill(eve, 'eve');
      const written = inboxOf(target.mailbox(side === 'source' ? 'ann' : 'eve')).length;
      const other = memoryConnector(side === 'source' ? source : target, 'eve');
      const second = await runMailboxPass({ ...pass, [side]: other });
      expect(second.end).toMatchObject({
        kind: 'failed',
        error: { code: 'other-mailboxes', disposition: 'needsOperator', scope: 'mailbox' },
      });
      expect(inboxOf(target.mailbox(side === 'source' ? 'ann' : 'eve'))).toHaveLength(written);
      // Nor is it when it is called as before again after a pass that could not look.
      const third = await runMailboxPass({ ...pass, [side]: called(other, pass[side].identity) });
      expect(third.end).toMatchObject({ kind: 'failed', error: { code: 'other-mailboxes' } });
    },
  );

  it('is not an empty target’s: what was copied elsewhere is not taken for copied', async () => {
    const { target, pass } = world();
    await runMailboxPass(pass);
    const other = memoryConnector(target, 'fresh');
    const second = await runMailboxPass({ ...pass, target: other });
    expect(second.end).toMatchObject({ kind: 'failed', error: { code: 'other-mailboxes' } });
    expect(inboxOf(target.mailbox('fresh'))).toHaveLength(0);
  });

  it('goes on in a source that was numbered anew with its new name', async () => {
    const { source, target, pass } = world();
    await runMailboxPass(pass);
    for (const folder of source.mailbox('ann').folders()) folder.renumber(7_000_000);
    const second = await runMailboxPass({
      ...pass,
      source: called(pass.source, 'memory:source/anna'),
    });
    expect(second).toMatchObject({ end: { kind: 'completed' }, passCounts: { migrated: 0 } });
    expect(inboxOf(target.mailbox('ann'))).toHaveLength(30);
  });

  it('is every target’s before anything was copied', async () => {
    const { target, pass } = world();
    const stop = AbortSignal.abort(new Error('stopped'));
    await runMailboxPass({ ...pass, stop }).catch(() => undefined);
    const second = await runMailboxPass({ ...pass, target: memoryConnector(target, 'eve') });
    expect(second.end).toEqual({ kind: 'completed' });
    expect(inboxOf(target.mailbox('eve'))).toHaveLength(30);
  });
});
