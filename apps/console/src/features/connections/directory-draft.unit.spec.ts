import { type Connection, connectionInputSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import {
  type ConnectionDraft,
  draftFaults,
  draftOf,
  emptyConnection,
  secretsOf,
  settingsOf,
} from './connection-draft.ts';
import { keepsPassword } from './directory-draft.ts';
import { isTestedAlike } from './tested.ts';

const without: ConnectionDraft = { ...emptyConnection, name: 'Old', host: 'imap.example.com' };
const draft: ConnectionDraft = {
  ...without,
  ...{ hasDirectory: true, directoryHost: ' dc1.corp.example ', directorySecurity: 'starttls' },
  ...{ directoryUser: 'reader@corp.example', directoryPassword: 'secret', directoryPort: '389' },
};
const saved: Connection = {
  ...settingsOf(draft),
  ...{ id: 'c', status: 'untested', hasSecrets: true, usedBy: 0, revision: 1 },
  ...{ createdAt: 0, updatedAt: 0 },
};

describe('the directory in the form of a connection', () => {
  it('makes settings that the API takes, its password apart', () => {
    expect(draftFaults(draft)).toEqual({});
    const input = { settings: settingsOf(draft), secrets: secretsOf(draft) };
    expect(connectionInputSchema.safeParse(input).error).toBeUndefined();
    expect(input.settings.directory).toEqual({
      ...{ host: 'dc1.corp.example', security: 'starttls', port: 389 },
      bindDn: 'reader@corp.example',
    });
    expect(input.secrets).toEqual({ directoryPassword: 'secret' });
  });

  it('is nowhere when it is switched off, whatever was typed', () => {
    const off = { ...draft, hasDirectory: false, directoryHost: 'ldaps://x' };
    expect(draftFaults(off)).toEqual({});
    expect(settingsOf(off)).not.toHaveProperty('directory');
    expect(secretsOf(off)).toEqual({});
  });

  it('comes back as it was saved, without its password', () => {
    expect(settingsOf(draftOf(saved))).toEqual(settingsOf(draft));
    expect(secretsOf(draftOf(saved))).toEqual({});
  });

  it.each([
    [{ directoryHost: '' }, 'directoryHost'],
    [{ directoryHost: 'ldaps://dc1' }, 'directoryHost'],
    [{ directoryPort: '70000' }, 'directoryPort'],
    [{ directoryUser: 'reader' }, 'directoryUser'],
    [{ directoryUser: '' }, 'directoryUser'],
  ])('says what is wrong with %j', (changes, field) => {
    expect(Object.keys(draftFaults({ ...draft, ...changes }))).toEqual([field]);
  });

  it('keeps its password for the server it was saved for', () => {
    const again = draftOf(saved);
    expect(keepsPassword(again, saved)).toBe(true);
    expect(keepsPassword({ ...again, directoryHost: 'dc2' }, saved)).toBe(false);
    expect(keepsPassword({ ...again, directorySecurity: 'none' }, saved)).toBe(false);
    expect(keepsPassword(again, undefined)).toBe(false);
  });

  it('says nothing of the test of the mail system', () => {
    expect(isTestedAlike(draft, without)).toBe(true);
  });
});
