import { OperationMeter } from '@mailhaul/connector-decorators';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type DovecotServer, anyUserPassword, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnector } from './open-connector.ts';
import { PaceGovernors } from './pace-governors.ts';

const { signal } = new AbortController();
const context = { clock: systemClock, random: systemRandom, signal };
const gate = { beforeCommit: () => Promise.resolve() };

describeWithServer('dovecot', 'openConnector to a real server', () => {
  let server: DovecotServer | undefined;

  beforeAll(async () => {
    server = await startDovecot({ users: { 'anna@x': anyUserPassword } });
  });
  afterAll(() => server?.stop());

  function url(password: string): string {
    return `imap://anna%40x:${password}@127.0.0.1:${server?.port ?? 0}?security=none`;
  }

  it('opens a session that writes and reads through retry, pace and meter, ahead of answers', async () => {
    const meter = new OperationMeter();
    const pace = { governors: new PaceGovernors(systemClock), tenant: 'local' };
    const session = await openConnector(url(anyUserPassword), { meter, pace }).open(context);
    const { folder } = await session.ensureFolder(['A', 'B'], { subscribe: true });
    const bytes = Buffer.from('a: b\r\n\r\nc\r\n');
    const item = { receivedAt: { epochSeconds: 1e9, zoneMinutes: 0 }, flags: ['\\Seen'] };
    const items = [{ ...item, body: { kind: 'whole', bytes } as const }];
    const written = session.writeBatch(folder.id, items, gate);
    const listing = session.listItems(folder.id);
    const ahead = session.folderState('INBOX');
    expect(await written).toMatchObject({ kind: 'answered', outcomes: [{ kind: 'written' }] });
    const [page] = await Array.fromAsync(listing);
    expect(page?.items).toMatchObject([{ id: 1, size: bytes.length, flags: ['\\Seen'] }]);
    expect(await ahead).toMatchObject({ itemCount: 0 });
    const request = { generation: page?.state.generation ?? 0, ids: [1], wholeBytesMax: 100 };
    const [read] = await Array.fromAsync(session.readItems(folder.id, request));
    expect(read?.body.kind === 'whole' && Buffer.from(read.body.bytes)).toEqual(bytes);
    await session.close();
    expect(meter.read().operations.get('writeBatch')).toMatchObject({
      itemCount: 1,
      errorCount: 0,
    });
    expect(meter.read().operations.get('readItems')).toMatchObject({ bytes: bytes.length });
  });

  it('asks once where the password is wrong', async () => {
    const meter = new OperationMeter();
    const opened = openConnector(url('wrong'), { meter }).open(context);
    await expect(opened).rejects.toMatchObject({ code: 'sign-in-rejected' });
    expect(meter.read().operations.get('open')).toMatchObject({ callCount: 1, errorCount: 1 });
  });

  it('tries again while a server is down, and gives up in the end', async () => {
    const meter = new OperationMeter();
    const retry = { attemptsMax: 3, backoffMs: 1, backoffMaxMs: 5, totalMsMax: 1000 };
    const opened = openConnector('imap://u:p@127.0.0.1:1?security=none', { meter, retry }).open(
      context,
    );
    await expect(opened).rejects.toMatchObject({ code: 'connection-refused' });
    expect(meter.read().operations.get('open')).toMatchObject({ callCount: 3 });
  });
});
