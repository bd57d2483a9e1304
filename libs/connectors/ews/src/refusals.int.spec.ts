import type { Misbehaviour } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { address, failureOf, openGate, outgoing, startStage } from './spec-support/ews-stage.ts';

const busy = { code: 'ErrorServerBusy', backOffMs: 297_749 };

const refusals: readonly (readonly [string, Misbehaviour, object])[] = [
  [
    'busy, with a time, in a fault of HTTP 500',
    { kind: 'fault', fault: busy },
    { code: 'throttled', scope: 'mailbox', disposition: 'retryAfter', retryAfterMs: 297_749 },
  ],
  [
    'busy, with a time, in a fault of HTTP 200',
    { kind: 'fault', fault: busy, status: 200 },
    { code: 'throttled', disposition: 'retryAfter', retryAfterMs: 297_749 },
  ],
  [
    'busy, in a fault without detail',
    { kind: 'fault', fault: { code: 'ErrorServerBusy', withoutDetail: true } },
    { code: 'throttled', disposition: 'retryAfter', retryAfterMs: undefined },
  ],
  [
    'busy, as HTTP 503 with a time',
    { kind: 'answer', status: 503, headers: { 'Retry-After': '7' } },
    { code: 'throttled', disposition: 'retryAfter', retryAfterMs: 7000 },
  ],
  [
    'busy, as HTTP 503 with a time by its own clock, which goes wrong',
    {
      ...{ kind: 'answer', status: 503 },
      headers: {
        Date: 'Sun, 06 Nov 1994 08:49:37 GMT',
        'Retry-After': 'Sun, 06 Nov 1994 08:50:07 GMT',
      },
    },
    { code: 'throttled', disposition: 'retryAfter', retryAfterMs: 30_000 },
  ],
  [
    'busy, as HTTP 503 with a time that is over',
    {
      ...{ kind: 'answer', status: 503 },
      headers: { 'Retry-After': 'Sun, 06 Nov 1994 08:49:37 GMT' },
    },
    { code: 'throttled', disposition: 'retryAfter', retryAfterMs: 0 },
  ],
  [
    'busy, as HTTP 503 with a time that is none',
    { kind: 'answer', status: 503, headers: { 'Retry-After': 'soon' } },
    { code: 'throttled', disposition: 'retryAfter', retryAfterMs: undefined },
  ],
  [
    'too many connections',
    { kind: 'fault', fault: { code: 'ErrorExceededConnectionCount' } },
    { code: 'too-many-connections', scope: 'connection', disposition: 'retry' },
  ],
  [
    'an impersonation',
    { kind: 'fault', fault: { code: 'ErrorImpersonateUserDenied' } },
    { code: 'impersonation-denied', scope: 'mailbox', disposition: 'needsOperator' },
  ],
  [
    'a schema it does not know',
    { kind: 'fault', fault: { code: 'ErrorSchemaValidation' } },
    { code: 'command-refused' },
  ],
  [
    'by a fault of its own',
    { kind: 'fault', fault: { code: 'ErrorInternalServerError' } },
    { code: 'server-busy', disposition: 'retry' },
  ],
  ['HTTP 403', { kind: 'answer', status: 403 }, { code: 'ews-disabled', scope: 'mailbox' }],
  ['HTTP 404', { kind: 'answer', status: 404 }, { code: 'not-exchange', scope: 'connection' }],
  ['HTTP 502', { kind: 'answer', status: 502 }, { code: 'server-busy', disposition: 'retry' }],
];

describe('a server that refuses', () => {
  it.for(refusals)('%s', async ([, misbehaviour, expected]) => {
    const stage = await startStage();
    const session = await stage.open();
    stage.misbehave(() => misbehaviour);
    expect(await failureOf(session.listFolders())).toMatchObject(expected);
  });

  it('a wrong password, once', async () => {
    const stage = await startStage();
    let count = 0;
    stage.misbehave(() => void (count += 1));
    const error = await failureOf(stage.open({ password: 'wrong' }));
    expect([error.code, error.disposition, count]).toEqual([
      'sign-in-rejected',
      'needsOperator',
      0,
    ]);
  });

  it('a mailbox in the place of its owner, unless the account may', async () => {
    const admin = { address: 'admin@example.com', password: 'root', mayImpersonate: true };
    const guest = { address: 'guest@example.com', password: 'guest' };
    const stage = await startStage({
      mailboxes: [{ address, password: 'secret' }, admin, guest],
    });
    const as = (who: typeof guest, mailbox: string) =>
      stage.open({ user: who.address, password: who.password, mailbox });
    await (await as(admin, address)).ensureFolder(['Made by admin'], { subscribe: false });
    const folders = await (await stage.open()).listFolders();
    expect(folders.map(({ path }) => path.join('/'))).toContain('Made by admin');
    expect((await failureOf(as(guest, address))).code).toBe('impersonation-denied');
    expect((await failureOf(as(admin, 'nobody@example.com'))).code).toBe('mailbox-unavailable');
  });

  it('one item of a batch: the others are written', async () => {
    const stage = await startStage({ itemBytesMax: 1000 });
    const session = await stage.open();
    const large = outgoing(2, `Subject: large\r\n\r\n${'x'.repeat(2000)}`);
    const write = await session.writeBatch(
      stage.inboxId,
      [outgoing(1), large, outgoing(3)],
      openGate,
    );
    if (write.kind !== 'answered') throw new Error('refused as a whole');
    expect(write.outcomes).toMatchObject([
      { kind: 'written', id: 1 },
      { kind: 'refused', error: { code: 'item-too-large', scope: 'item' } },
      { kind: 'written', id: 2 },
    ]);
  });

  it('to say the numbers of what was written, for now: it is asked again', async () => {
    const stage = await startStage();
    const session = await stage.open();
    let count = 0;
    stage.misbehave(({ operation }) => {
      count += operation === 'GetItem' ? 1 : 0;
      const fault = { ...busy, backOffMs: 50 };
      return operation === 'GetItem' && count < 4 ? { kind: 'fault', fault } : undefined;
    });
    const write = await session.writeBatch(stage.inboxId, [outgoing(1), outgoing(2)], openGate);
    expect(write).toMatchObject({ outcomes: [{ id: 1 }, { id: 2 }] });
    expect(count).toBe(4);
  });

  it('a request as too large: the batch is refused, and the session lives', async () => {
    const stage = await startStage({ requestBytesMax: 20_000 });
    const session = await stage.open();
    const items = Array.from({ length: 10 }, (_, n) =>
      outgoing(n, `Subject: ${n}\r\n\r\n${'x'.repeat(5000)}`),
    );
    expect(await session.writeBatch(stage.inboxId, items, openGate)).toMatchObject({
      kind: 'batch-refused',
      error: { code: 'item-too-large', disposition: 'failItem' },
    });
    const one = await session.writeBatch(stage.inboxId, items.slice(0, 1), openGate);
    expect(one.kind).toBe('answered');
  });
});
