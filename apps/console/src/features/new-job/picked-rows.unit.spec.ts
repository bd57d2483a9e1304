import type { FoundMailbox } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { csvOf, patternFault, targetOf } from './picked-rows.ts';

const mailbox: FoundMailbox = {
  ...{ address: 'a"b@old.example', name: 'A', kind: 'equipment', aliases: [] },
  id: 'objectGUID:1',
};

describe('mailboxes that were ticked', () => {
  it.each([
    ['', ''],
    ['{address}', 'ann@old.example'],
    ['{localpart}@new.example', 'ann@new.example'],
    ['{localpart}@{domain}.test', 'ann@old.example.test'],
  ])('go by %s to %s', (pattern, target) => {
    expect(patternFault(pattern)).toBeUndefined();
    expect(targetOf(pattern, 'ann@old.example')).toBe(target);
  });

  it.each(['{user}@x', 'ann@new.example', '{domain}', '{localpart}', '{localpart}@'])(
    'go nowhere by %j',
    (pattern) => {
      expect(patternFault(pattern)).toBeDefined();
    },
  );

  it('are lines of the import', () => {
    const picked = [
      { mailbox, target: 'b@new.example' },
      { mailbox: { ...mailbox, id: 'dn:cn=a', kind: 'mailbox' as const }, target: 'c@new.example' },
    ];
    expect(csvOf(picked, 'exchange').split('\n')).toEqual([
      '"source","target","external_id","source_kind"',
      '"a""b@old.example","b@new.example","objectGUID:1","room"',
      '"a""b@old.example","c@new.example","",""',
      '',
    ]);
    expect(csvOf(picked, 'imap')).not.toContain('room');
  });
});
