import type { Connection } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { draftOf, emptyConnection } from './connection-draft.ts';
import { isAsSaved, isTestedAlike } from './tested.ts';

const draft = { ...emptyConnection, name: 'Old', host: 'imap.example.com' };

describe('what a test holds of', () => {
  it('is the same settings, whatever the name and the limits', () => {
    const other = { ...draft, name: 'New', mailboxesMax: '4', megabytesPerSecond: '2' };
    expect(isTestedAlike(draft, { ...other, host: ' imap.example.com ' })).toBe(true);
  });

  it.each([
    { host: 'other.example.com' },
    { port: '993' },
    { security: 'none' },
    { signIn: 'admin', adminUser: 'root' },
    { password: 'other' },
    { pin: 'aa' },
  ] as const)('is nothing else: %j', (changes) => {
    expect(isTestedAlike(draft, { ...draft, ...changes })).toBe(false);
  });

  it('is what is saved until something is typed, a secret above all', () => {
    const saved: Connection = {
      ...{ id: 'c', name: 'Old', kind: 'imap', host: 'h', security: 'tls', signIn: 'mailbox' },
      ...{ status: 'untested', hasSecrets: false, usedBy: 0, revision: 1 },
      ...{ createdAt: 0, updatedAt: 0 },
      ...{ port: 993, bytesPerSecond: 2_500_000 },
    };
    expect(isAsSaved(draftOf(saved), saved)).toBe(true);
    expect(isAsSaved({ ...draftOf(saved), password: 'x' }, saved)).toBe(false);
    expect(isAsSaved({ ...draftOf(saved), port: '143' }, saved)).toBe(false);
  });
});
