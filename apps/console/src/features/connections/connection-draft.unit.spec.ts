import { connectionInputSchema, connectionSettingsSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import {
  type ConnectionDraft,
  draftFaults,
  emptyConnection,
  secretsOf,
  settingsOf,
} from './connection-draft.ts';
import { presets } from './presets.ts';

const whole: ConnectionDraft = { ...emptyConnection, name: 'Old', host: 'imap.example.com' };

describe('form of a connection', () => {
  it('makes settings that the API takes, with every preset', () => {
    for (const { values } of presets) {
      const draft = { ...whole, adminUser: 'master', ...values };
      expect(draftFaults(draft)).toEqual({});
      const input = { settings: settingsOf(draft), secrets: secretsOf(draft) };
      expect(connectionInputSchema.safeParse(input).error).toBeUndefined();
    }
  });

  it('leaves out what was not typed, secrets above all', () => {
    expect(settingsOf(whole)).toEqual({
      ...{
        name: 'Old',
        kind: 'imap',
        host: 'imap.example.com',
        security: 'tls',
        signIn: 'mailbox',
      },
    });
    expect(secretsOf(whole)).toEqual({});
    expect(secretsOf({ ...whole, password: 'x' })).toEqual({ password: 'x' });
  });

  it('says of Exchange what differs from what is usual, and nothing of it to IMAP', () => {
    const draft = { ...whole, kind: 'exchange', login: '{mailbox}*x', path: ' /x ' } as const;
    expect(settingsOf(draft)).toMatchObject({ kind: 'exchange', exchange: { path: '/x' } });
    expect(settingsOf(draft)).not.toHaveProperty('login');
    expect(settingsOf({ ...draft, path: '' })).not.toHaveProperty('exchange');
    const found = { ...draft, isFound: true, foundHosts: 'a.example, b.example,' };
    const other = {
      ...found,
      signIn: 'admin',
      access: 'delegate',
      mailboxKind: 'archive',
    } as const;
    expect(settingsOf(other).exchange).toEqual({
      autodiscover: { hosts: ['a.example', 'b.example'] },
      ...{ access: 'delegate', kind: 'archive' },
    });
    expect(settingsOf({ ...other, kind: 'imap' })).not.toHaveProperty('exchange');
    const input = { settings: settingsOf({ ...other, adminUser: 'root' }), secrets: {} };
    expect(connectionInputSchema.safeParse(input).error).toBeUndefined();
  });

  it('takes megabytes a second as bytes', () => {
    const settings = settingsOf({ ...whole, megabytesPerSecond: '2.5', port: '993' });
    expect(connectionSettingsSchema.parse(settings)).toMatchObject({
      bytesPerSecond: 2_500_000,
      port: 993,
    });
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ host: '' }, 'host'],
    [{ host: 'https://imap.example.com' }, 'host'],
    [{ port: '70000' }, 'port'],
    [{ port: 'x' }, 'port'],
    [{ signIn: 'admin' }, 'adminUser'],
    [{ auth: 'xoauth2' }, 'oauthEndpoint'],
  ] as const)('says what is wrong with %j', (changes, field) => {
    expect(Object.keys(draftFaults({ ...whole, ...changes }))).toEqual([field]);
  });
});
