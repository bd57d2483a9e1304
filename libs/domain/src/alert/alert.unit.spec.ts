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
});
