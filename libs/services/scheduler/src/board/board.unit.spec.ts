import { encodeEvent, type RecordedEvent } from '@mailhaul/application';
import { jobStream, pairStream, tenantStream, connectionStream } from '@mailhaul/domain';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { pickWork } from '../pick-work.ts';
import { sealer } from '../spec-support/office.ts';
import { Board } from './board.ts';

const pairCount = 50_000;
interface Said {
  readonly sealed?: object;
  readonly [field: string]: unknown;
}

const fact = { atMs: 1, actor: 'ann' };

/** Events of one tenant with one running job, in the log's order. */
function* bigLog(): Generator<RecordedEvent> {
  const revisions = new Map<string, number>();
  let position = 0n;
  const recorded = (stream: string, type: string, said: Said): RecordedEvent => {
    const { sealed, ...data } = said;
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    position += 1n;
    const event = { type, data: { ...fact, ...data }, sealed };
    const place = { stream, id: uuid4(systemRandom) };
    const encoded = encodeEvent(event, place, { sealer, upcasters: {} });
    return { metadata: {}, ...encoded, stream, revision, position, recordedAtMs: 1 };
  };
  yield recorded(tenantStream('acme'), 'TenantCreated', {
    weight: 1,
    colour: 'blue',
    sealed: { name: 'A' },
  });
  for (const id of ['s', 't']) {
    const details = { name: id, host: `${id}.example`, security: 'tls', signIn: 'mailbox' };
    yield recorded(connectionStream('acme', id), 'ConnectionDefined', {
      kind: 'imap',
      credential: 1,
      sealed: details,
    });
  }
  const sides = { sourceConnectionId: 's', targetConnectionId: 't' };
  yield recorded(jobStream('acme', 'j'), 'JobCreated', {
    ...sides,
    rank: 1,
    options: {},
    sealed: { name: 'J' },
  });
  for (let n = 0; n < pairCount; n += 1) {
    const mailboxes = {
      source: `user${String(n).padStart(5, '0')}@old.example`,
      target: `user${n}@new.example`,
    };
    yield recorded(pairStream('acme', `p${n}`), 'PairAdded', {
      jobId: 'j',
      priority: 1,
      sealed: mailboxes,
    });
  }
  yield recorded(jobStream('acme', 'j'), 'JobPairsChanged', {
    added: pairCount,
    edited: 0,
    removed: 0,
  });
  yield recorded(jobStream('acme', 'j'), 'JobStarted', { run: 1 });
  for (let n = 0; n < pairCount; n += 1) {
    const pass = { passId: `q${n}`, generation: 1, pass: 'start', run: 1 };
    yield recorded(pairStream('acme', `p${n}`), 'PassScheduled', pass);
  }
}

describe('fifty thousand pairs', () => {
  it('are followed and chosen from quickly', () => {
    const events = [...bigLog()];
    const board = new Board(systemClock);
    const startedMs = performance.now();
    for (const event of events) board.apply(event, sealer);
    const foldedMs = performance.now();
    for (let n = 0; n < 1_000; n += 1) {
      const entry = pickWork({
        board,
        leads: () => true,
        onTargetTaken: () => undefined,
        ...{
          serversMax: new Map(),
          keepsLimits: true,
          keepsSchedules: true,
          nowMs: 0,
          tags: undefined,
        },
      });
      expect(entry?.id).toBe(`p${n}`);
      if (entry === undefined) break;
      entry.isReserved = true;
      board.settle(entry);
    }
    const pickedMs = performance.now();
    // Far from what a quiet machine needs (under a second, and a few microseconds each).
    expect(foldedMs - startedMs).toBeLessThan(15_000);
    expect(pickedMs - foldedMs).toBeLessThan(2_000);
    expect([...board.tenants.values()][0]?.running).toBe(1_000);
    expect([...board.owed]).toEqual([]);
  });
});
