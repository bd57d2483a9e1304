import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import { mailboxKeyOf, type MailboxKind } from './mailbox-kind.ts';
import type { PairCommand } from './pair-commands.ts';
import type { PairEvent, PairMailboxes } from './pair-events.ts';
import { pairDecider } from './pair.decide.ts';
import { areSameMailboxes } from './same-mailboxes.ts';
import type { initialPair } from './pair.ts';

const given = specifyDecider<ReturnType<typeof initialPair>, PairCommand, PairEvent>(pairDecider);
const mailboxes: PairMailboxes = { source: 'ann@old', target: 'ann@new' };
const fact = { atMs: 5, actor: 'ann' };
const added: PairEvent = { type: 'PairAdded', data: { ...fact, jobId: 'j' }, sealed: mailboxes };
const scheduled: PairEvent = {
  type: 'PassScheduled',
  data: { ...fact, passId: 'p', generation: 1, pass: 'start' },
};
const failed: PairEvent = { type: 'PassFailed', data: { ...fact, passId: 'p', code: 'x' } };

describe('kinds of mailboxes', () => {
  it.each([
    [undefined, 'a'],
    ['user', 'a'],
    ['shared', 'a'],
    ['room', 'a'],
    ['archive', 'a archive'],
    ['public', 'a public'],
  ] as const)('%s is known as %j', (kind, key) => {
    expect(mailboxKeyOf('a', kind)).toBe(key);
    const isMailboxItself = key === 'a';
    expect(areSameMailboxes(mailboxes, { ...mailboxes, targetKind: kind })).toBe(isMailboxItself);
  });

  it.each([
    ['archive', { generation: 2 }],
    ['shared', {}],
  ] as const)('edited to %s', (targetKind: MailboxKind, more) => {
    const sealed = { ...mailboxes, targetKind };
    given(added, scheduled, failed)
      .when({ ...fact, commandId: 'c', kind: 'EditPair', mailboxes: sealed })
      .then({ type: 'PairEdited', data: { ...fact, ...more }, sealed });
  });
});
