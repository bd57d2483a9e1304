import { specifyDecider } from '@mailhaul/testing';
import { describe, it } from 'vitest';
import { type Alert, type AlertCommand, alertDecider, type AlertEvent } from './alert.ts';

const given = specifyDecider<Alert, AlertCommand, AlertEvent>(alertDecider);
const fact = { atMs: 5, actor: 'notifier' };
const command = { commandId: 'c', ...fact };
const facts = {
  tone: 'bad',
  about: 'mailbox-failed',
  code: 'quota-exceeded',
  pairId: 'p',
} as const;
const raised: AlertEvent = { type: 'AlertRaised', data: { ...fact, ...facts } };
const cleared: AlertEvent = { type: 'AlertCleared', data: fact };
const raise: AlertCommand = { ...command, kind: 'RaiseAlert', facts };
const clear: AlertCommand = { ...command, kind: 'ClearAlert' };

describe('an alert', () => {
  it('is raised once for what it tells of, also after it was cleared', () => {
    given().when(raise).then(raised);
    given(raised).when(raise).then();
    given(raised, cleared).when(raise).then();
  });

  it('is cleared once', () => {
    given(raised).when(clear).then(cleared);
    given(raised, cleared).when(clear).then();
    given().when(clear).thenRejected('AlertUnknown');
  });

  it('gathers mailboxes of which the same is to be told, each event of the log once', () => {
    const one = { tone: 'good', about: 'mailbox-started', jobId: 'j' } as const;
    const gather = (...positions: number[]): AlertCommand => ({
      ...{ ...command, kind: 'GatherAlert', facts: one },
      events: positions.map((at) => ({ position: `${at}`, pairId: `p${at}` })),
    });
    const first: AlertEvent = {
      type: 'AlertRaised',
      data: { ...fact, ...one, pairId: 'p8', counts: { mailboxes: 2 }, upTo: '9' },
    };
    const grown: AlertEvent = {
      type: 'AlertGrown',
      data: { ...fact, added: 1, counts: { mailboxes: 3 }, upTo: '10' },
    };
    given().when(gather(8, 9)).then(first);
    given(first).when(gather(8, 9)).then();
    given(first)
      .when(gather(8, 9, 10))
      .then(grown);
    given(first, grown).when(gather(9, 10)).then();
  });

  it('tells of what came since it was cleared, and not again of what was cleared', () => {
    const one = { tone: 'good', about: 'mailbox-started', jobId: 'j' } as const;
    const first: AlertEvent = {
      type: 'AlertRaised',
      data: { ...fact, ...one, pairId: 'p8', counts: { mailboxes: 2 }, upTo: '9' },
    };
    const events = ['9', '10'].map((position) => ({ position, pairId: `p${position}` }));
    const anew = { ...fact, ...one, pairId: 'p10', counts: { mailboxes: 1 }, upTo: '10' };
    given(first, cleared)
      .when({ ...command, kind: 'GatherAlert', facts: one, events })
      .then({ type: 'AlertRaised', data: anew });
  });
});
