import { StoreUnavailable } from '@mailhaul/application';
import { ConnectorError, type MailConnector } from '@mailhaul/connector-contract';
import { memoryConnector, MemoryMailSystem } from '@mailhaul/connector-memory';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { pairDecider, pairStream } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, seededRandom, systemClock } from '@mailhaul/kernel';
import { handleCommand } from '@mailhaul/application';
import { describe, expect, it } from 'vitest';
import { readLedgerReport } from './ledger-report.ts';
import { readPair } from './pair-record.ts';
import { LedgerOfOtherMailboxes, type PairPass, runPairPass } from './run-pair-pass.ts';
import { BoundSealer } from './spec-support/bound-sealer.ts';

const noWaiting: Clock = { ...systemClock, sleep: () => Promise.resolve() };

/** A store that says no to the pair's stream as often as told. */
class MoodyStore extends MemoryEventStore {
  refusals = 0;
  refuseOnlyAfter = 0;

  override append(...args: Parameters<MemoryEventStore['append']>) {
    const [stream] = args;
    if (stream.startsWith('pair-') && this.refuseOnlyAfter > 0) this.refuseOnlyAfter -= 1;
    else if (stream.startsWith('pair-') && this.refusals > 0) {
      this.refusals -= 1;
      return Promise.reject(new StoreUnavailable('disk full'));
    }
    return super.append(...args);
  }
}

function world() {
  const source = new MemoryMailSystem('source');
  const target = new MemoryMailSystem('target');
  const inbox = source.mailbox('ann').ensureFolder(['INBOX']);
  for (let i = 0; i < 5; i += 1) {
    inbox.add({
      bytes: Buffer.from(`message ${i}\r\n`),
      receivedAt: { epochSeconds: 1000 + i, zoneMinutes: 0 },
      flags: [],
    });
  }
  const store = new MoodyStore({ clock: systemClock });
  const pass: PairPass = {
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
    actor: 'spec',
  };
  const copies = () => [...(target.mailbox('ann').folderAt(['INBOX'])?.items() ?? [])].length;
  const types = async () => {
    const names: string[] = [];
    for await (const { type } of store.readStream(pairStream('local', 'a'))) names.push(type);
    return names;
  };
  return { store, pass, copies, types };
}

function failing(disposition: 'retryAfter' | 'needsOperator'): MailConnector {
  const error = new ConnectorError({
    code: 'throttled',
    scope: 'mailbox',
    disposition,
    message: 'the server wants no more',
    remedy: 'Wait.',
    retryAfterMs: 60_000,
  });
  return { identity: 'memory:source/ann', open: () => Promise.reject(error) } as never;
}

describe('a pass as a fact of its pair', () => {
  it('adds the pair once and records each pass with its totals', async () => {
    const { pass, types } = world();
    await runPairPass(pass);
    const report = await runPairPass(pass);
    expect(await types()).toEqual([
      'PairAdded',
      'PassScheduled',
      'PassCompleted',
      'PassScheduled',
      'PassCompleted',
    ]);
    expect(await readPair(pass)).toMatchObject({
      status: 'ready',
      generation: 1,
      passCount: 2,
      mailboxes: { source: pass.source.identity, target: pass.target.identity },
      lastEnd: { kind: 'completed', totals: report.totals },
    });
  });

  it('records a stop as a pause, and a failure by what is to be done about it', async () => {
    const { pass } = world();
    await runPairPass({ ...pass, stop: AbortSignal.abort() });
    expect(await readPair(pass)).toMatchObject({ status: 'paused', reason: 'stopped' });
    const { identity } = pass.source;
    await runPairPass({ ...pass, source: { ...failing('needsOperator'), identity } });
    expect(await readPair(pass)).toMatchObject({
      status: 'ready',
      lastEnd: { kind: 'failed', code: 'throttled' },
    });
  });

  it('refuses other mailboxes before anything is opened', async () => {
    const { pass, types } = world();
    await runPairPass(pass);
    const before = await types();
    const other = { ...pass.source, identity: 'elsewhere' };
    await expect(runPairPass({ ...pass, source: other })).rejects.toThrow(LedgerOfOtherMailboxes);
    expect(await types()).toEqual(before);
  });

  it('writes into the ledger of the pair’s generation, and reads that one', async () => {
    const { store, pass, copies } = world();
    await runPairPass(pass);
    const { sealer } = pass;
    const command = {
      kind: 'ResetPair',
      commandId: crypto.randomUUID(),
      atMs: 1,
      actor: 'x',
    } as const;
    const stream = pairStream('local', 'a');
    await handleCommand({ store, sealer, stream, decider: pairDecider }, command);
    expect(await readLedgerReport(pass)).toBeUndefined();
    const report = await runPairPass(pass);
    expect(await store.listStreams('ledger-')).toEqual(['ledger-local.a.1', 'ledger-local.a.2']);
    expect(report.totals).toMatchObject({ migrated: 5, pending: 0 });
    // What is there already is matched: a reset doubles nothing.
    expect(copies()).toBe(5);
  });

  it('tries the pair’s facts again, each of them once in the log', async () => {
    const { store, pass, types } = world();
    store.refusals = 3;
    await runPairPass(pass);
    expect(await types()).toEqual(['PairAdded', 'PassScheduled', 'PassCompleted']);
  });

  it('fails as the store does when they cannot be written; the next pass doubles nothing', async () => {
    const { store, pass, copies, types } = world();
    store.refuseOnlyAfter = 2;
    store.refusals = 1_000;
    await expect(runPairPass(pass)).rejects.toThrow(StoreUnavailable);
    expect(await types()).toEqual(['PairAdded', 'PassScheduled']);
    expect(copies()).toBe(5);
    store.refusals = 0;
    await runPairPass(pass);
    expect(copies()).toBe(5);
    expect((await readPair(pass)).status).toBe('ready');
  });
});
