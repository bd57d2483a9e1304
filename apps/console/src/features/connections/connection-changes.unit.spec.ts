import type { Connection } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { connectionChanges } from './connection-changes.ts';
import { draftOf } from './connection-draft.ts';

const saved = {
  ...{ id: 'c', name: 'Old', kind: 'imap', host: 'old.example', security: 'tls' },
  ...{ signIn: 'mailbox', mailboxesMax: 20 },
} as unknown as Connection;
const draft = draftOf(saved);
const changesOf = (changes: Partial<typeof draft>) =>
  connectionChanges(saved, { ...draft, ...changes }).map(
    ({ label, before, after, from }) => `${label}: ${before} → ${after}, ${from}`,
  );

describe('what saving a connection changes', () => {
  it('is nothing of one as it is, with blanks or without', () => {
    expect(changesOf({})).toEqual([]);
    expect(changesOf({ host: ' old.example ' })).toEqual([]);
  });

  it('is told with when it holds', () => {
    expect(
      changesOf({ name: 'New', host: 'new.example', mailboxesMax: '', security: 'none' }),
    ).toEqual([
      'Name: Old → New, at once',
      'Host: old.example → new.example, the next pass',
      'Encryption: tls → none, the next pass',
      'Mailboxes at the same time: 20 → –, the next free slot',
    ]);
  });

  it('says of secrets that they are others, and nothing else', () => {
    const told = changesOf({ password: 'secret', hasDirectory: true, directoryPassword: 'hidden' });
    expect(told).toEqual([
      'Directory: no → yes, the next search',
      'Password of the account: as it is → typed anew, the next pass',
      'Password of the reader: as it is → typed anew, the next search',
    ]);
  });
});
