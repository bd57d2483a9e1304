import { describe, expect, it } from 'vitest';
import type { ConnectionDocument, TenantDocument } from './documents.ts';
import { aPair, granted, runningPair, scheduled, totals } from './spec-support/given.ts';

const c1 = (given: Awaited<ReturnType<typeof aPair>>) =>
  given.get<ConnectionDocument>('connections', 'c1');
const needYou = (given: Awaited<ReturnType<typeof aPair>>) =>
  given.get<TenantDocument>('tenants', 'acme')?.needYou;

describe('connections', () => {
  it('are untested, then broken with a reason, then working', async () => {
    const given = await aPair();
    const createdAt = c1(given)?.createdAt;
    expect(c1(given)).toMatchObject({ status: 'untested', name: 'Old', usedBy: 1, revision: 0 });
    await given.tell('connection', 'c1', {
      type: 'ConnectionBroken',
      data: { code: 'host-not-found' },
      sealed: { words: 'no such host' },
    });
    const broken = { status: 'broken', problem: 'host-not-found', serverText: 'no such host' };
    expect(c1(given)).toMatchObject({ ...broken, checkedAt: given.atMs });
    expect(needYou(given)).toBe(1);
    await given.tell('connection', 'c1', { type: 'ConnectionVerified' });
    expect(c1(given)).toMatchObject({ status: 'working', createdAt, revision: 2 });
    for (const gone of ['problem', 'serverText']) expect(c1(given)).not.toHaveProperty(gone);
    expect(needYou(given)).toBe(0);
  });

  it('are untested again when they are edited', async () => {
    const given = await aPair();
    await given.tell('connection', 'c1', { type: 'ConnectionBroken', data: { code: 'x' } });
    await given.tell('connection', 'c1', {
      type: 'ConnectionEdited',
      data: { kind: 'imap', credential: 3, mailboxesMax: 5 },
      sealed: { name: 'Older', host: 'h', security: 'none', signIn: 'admin' },
    });
    expect(c1(given)).toMatchObject({
      ...{ name: 'Older', status: 'untested', hasSecrets: true, mailboxesMax: 5, usedBy: 1 },
    });
    for (const gone of ['problem', 'credential', 'actor', 'port']) {
      expect(c1(given)).not.toHaveProperty(gone);
    }
    expect(needYou(given)).toBe(0);
  });

  it('work once a pass over them was completed that began after their last edit', async () => {
    const given = await runningPair();
    const passed = { type: 'PassCompleted', data: { passId: 'x', totals } } as const;
    const { revision, updatedAt } = c1(given) ?? {};
    await given.tell('pair', 'p', passed);
    const proved = { status: 'working', checkedAt: given.atMs };
    expect(c1(given)).toMatchObject({ ...proved, revision, updatedAt });
    expect(given.get('connections', 'c2')).toMatchObject(proved);
    // So many passes need not be so many writes.
    await given.tell('pair', 'p', scheduled, granted, passed);
    expect(c1(given)).toMatchObject(proved);
    given.atMs += 10 * 60_000;
    await given.tell('pair', 'p', scheduled, granted);
    await given.tell('connection', 'c1', {
      type: 'ConnectionEdited',
      data: { kind: 'imap', credential: 0 },
      sealed: { name: 'Old', host: 'h', security: 'tls', signIn: 'mailbox' },
    });
    await given.tell('pair', 'p', passed);
    expect(c1(given)).toMatchObject({ status: 'untested' });
    expect(given.get('connections', 'c2')).toMatchObject({ checkedAt: given.atMs });
  });

  it('that are broken are not made to work by a pass, nor the source by a watch', async () => {
    const given = await runningPair();
    const passed = { type: 'PassCompleted', data: { passId: 'x', totals } } as const;
    await given.tell('connection', 'c2', { type: 'ConnectionBroken', data: { code: 'x' } });
    await given.tell('pair', 'p', scheduled, granted, {
      ...passed,
      data: { ...passed.data, pass: 'watch' },
    });
    expect(c1(given)).toMatchObject({ status: 'untested' });
    expect(given.get('connections', 'c2')).toMatchObject({ status: 'broken' });
    expect(needYou(given)).toBe(1);
  });

  it('that are deleted need nobody any more', async () => {
    const given = await aPair();
    await given.tell('connection', 'c1', { type: 'ConnectionBroken', data: { code: 'x' } });
    await given.tell('connection', 'c1', { type: 'ConnectionDeleted' });
    expect(c1(given)).toBeUndefined();
    expect(needYou(given)).toBe(0);
    expect(given.all('activity').at(-1)).toMatchObject({ subject: 'Old', connectionId: 'c1' });
  });

  it('whose key was destroyed are shown without names', async () => {
    const given = await aPair();
    const data = { kind: 'imap', credential: 1 } as const;
    await given.tell('connection', 'c1', { type: 'ConnectionEdited', data, sealed: undefined });
    expect(c1(given)).toMatchObject({ name: '(erased)', host: '(erased)', kind: 'imap' });
  });

  it('do not take an event that they do not know for a failure', async () => {
    const given = await aPair();
    const unknown = { type: 'ConnectionBlessed', data: {} } as never;
    await expect(given.tell('connection', 'c1', unknown)).rejects.toThrow('not known');
    expect(c1(given)?.status).toBe('untested');
  });
});
