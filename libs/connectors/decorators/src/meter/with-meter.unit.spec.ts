import { ConnectorError, type MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../spec-support/manual-clock.ts';
import { ScriptedConnector, failure, openContext } from '../spec-support/scripted-connector.ts';
import { OperationMeter } from './operation-meter.ts';
import { withMeter } from './with-meter.ts';

async function setUp() {
  const clock = new ManualClock();
  const server = new ScriptedConnector();
  const meter = new OperationMeter();
  const session: MailSession = await withMeter(server, meter).open(openContext(clock));
  return { clock, server, meter, session };
}

const item = {
  receivedAt: { epochSeconds: 0, zoneMinutes: 0 },
  flags: [],
  body: { kind: 'whole', bytes: new Uint8Array(10) },
} as const;

describe('withMeter', () => {
  it('counts calls, items, bytes and the way to the first answer', async () => {
    const { clock, server, meter, session } = await setUp();
    const items = session.readItems('X', { generation: 1, ids: [1], wholeBytesMax: 9 });
    expect(server.sent).toEqual(['readItems X']);
    const read = Array.fromAsync(items);
    await clock.advance(40);
    server.next().answer();
    await settle();
    await clock.advance(70);
    server.next().answer();
    expect(await read).toHaveLength(2);
    const written = session.writeBatch('X', [item, item], {
      beforeCommit: () => Promise.resolve(),
    });
    await clock.advance(5);
    server.next().answer();
    await written;
    expect(meter.read().operations.get('readItems')).toEqual({
      callCount: 1,
      errorCount: 0,
      itemCount: 2,
      bytes: 2000,
      roundTrips: { count: 1, totalMs: 40, maxMs: 40 },
    });
    expect(meter.read().operations.get('writeBatch')).toMatchObject({ itemCount: 2, bytes: 20 });
  });

  it('counts errors by code and hands them on as they are', async () => {
    const { server, meter, session } = await setUp();
    const error = failure('folder-missing', { scope: 'folder' });
    const state = session.folderState('X');
    server.next().fail(error);
    await expect(state).rejects.toBe(error);
    const listing = Array.fromAsync(session.listItems('X'));
    await settle();
    server.next().fail(new Error('a bug'));
    await expect(listing).rejects.not.toBeInstanceOf(ConnectorError);
    expect([...meter.read().errors]).toEqual([
      ['folder-missing', 1],
      ['internal', 1],
    ]);
    expect(meter.read().operations.get('listItems')).toMatchObject({ callCount: 1, errorCount: 1 });
  });

  it('reads nothing ahead and returns what is returned', async () => {
    const { server, session } = await setUp();
    queueMicrotask(() => server.next().answer());
    for await (const page of session.listItems('X')) {
      expect(page.items).toHaveLength(1);
      break;
    }
    expect(server.sent).toEqual(['listItems X']);
    expect(server.returned).toEqual(['listItems X']);
  });
});
