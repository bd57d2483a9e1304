import { describe, expect, it } from 'vitest';
import { aPair, runningPair, totals } from './spec-support/given.ts';

const raised = (data: object) => ({ type: 'AlertRaised', data }) as never;

describe('news', () => {
  it.each([
    [{ tone: 'bad', about: 'mailbox-failed', pairId: 'p', code: 'x' }, 'Ann@old.example needs you'],
    [{ tone: 'bad', about: 'mailbox-died', pairId: 'p' }, 'Ann@old.example was parked'],
    [
      { tone: 'bad', about: 'items-failed', pairId: 'p', counts: { items: 1234 } },
      '1,234 items of Ann@old.example failed',
    ],
    [{ tone: 'bad', about: 'connection-broken', connectionId: 'c1' }, 'Old does not work'],
    [{ tone: 'good', about: 'job-finished', jobId: 'j' }, 'All has finished'],
    [{ tone: 'bad', about: 'mailbox-failed', pairId: 'gone' }, 'A removed mailbox needs you'],
    [{ tone: 'good', about: 'of a later release' }, 'of a later release'],
  ])('are told in words: %j', async (facts, title) => {
    const given = await aPair();
    await given.tell('alert', 'a', raised(facts));
    const { counts: _counts, ...shown } = facts as Record<string, unknown>;
    expect(given.get('news', 'a')).toMatchObject({ ...shown, title, isCleared: false });
  });

  it('of a mailbox are of its job too', async () => {
    const given = await runningPair();
    await given.tell('alert', 'a', raised({ tone: 'bad', about: 'mailbox-failed', pairId: 'p' }));
    expect(given.get('news', 'a')).toMatchObject({ jobId: 'j', detail: 'In All.' });
  });

  it('of a finished job say plainly that a mailbox needs somebody', async () => {
    const given = await runningPair();
    const ended = { passId: 'x', totals, code: 'sign-in-rejected' };
    await given.tell('pair', 'p', { type: 'PassFailed', data: ended } as never);
    await given.tell('job', 'j', { type: 'JobFinished', data: { run: 1 } } as never);
    await given.tell('alert', 'a', raised({ tone: 'good', about: 'job-finished', jobId: 'j' }));
    expect(given.get('news', 'a')).toMatchObject({
      title: 'All has finished, but 1 mailbox needs you',
      detail: '0 of 1 mailbox ended the pass.',
    });
  });

  it('of mailboxes that start are told together, the first by its name', async () => {
    const given = await runningPair();
    const facts = { tone: 'good', about: 'mailbox-started', jobId: 'j', pairId: 'p' };
    await given.tell('alert', 'a', raised({ ...facts, counts: { mailboxes: 1 }, upTo: '7' }));
    expect(given.get('news', 'a')).toMatchObject({
      ...{ title: 'Ann@old.example has started', detail: 'In All.', mailboxes: 1 },
    });
    const data = { added: 411, counts: { mailboxes: 412 }, upTo: '900' };
    await given.tell('alert', 'a', { type: 'AlertGrown', data } as never);
    expect(given.get('news', 'a')).toMatchObject({
      ...{ title: '412 mailboxes have started', detail: 'In All.', mailboxes: 412 },
    });
  });

  it('are cleared', async () => {
    const given = await aPair();
    await given.tell('alert', 'a', raised({ tone: 'good', about: 'job-finished', jobId: 'j' }));
    await given.tell('alert', 'a', { type: 'AlertCleared' });
    await given.tell('alert', 'b', { type: 'AlertCleared' });
    expect(given.all('news')).toMatchObject([{ id: 'a', isCleared: true }]);
  });
});
