import { describe, expect, it } from 'vitest';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import { ewsSettingsOf } from './ews-settings-of.ts';
import { imapSettingsOf } from './imap-settings-of.ts';
import {
  mailboxSecretOf,
  mailboxSecretText,
  settingsFromDetails,
} from './settings-from-details.ts';

const plain = { host: 'mail.example', security: 'tls', signIn: 'mailbox' } as const;
const anna = { user: 'anna@example.org', password: 'p%:@/ ä' };

describe('settingsFromDetails', () => {
  it('signs a mailbox in with its own password, whatever characters it has', () => {
    const { settings } = settingsFromDetails(plain, {}, anna);
    expect(settings).toMatchObject({ host: 'mail.example', port: 993, user: anna.user });
    expect(settings.password).toBe(anna.password);
  });

  it('opens a mailbox by an admin account, as authorisation identity or by a written login', () => {
    const admin = { ...plain, signIn: 'admin', adminUser: 'root' } as const;
    const secrets = { password: 's' };
    const described = settingsFromDetails(admin, secrets, { user: 'anna' });
    expect(imapSettingsOf(described.settings, described.options)).toMatchObject({
      ...{ user: 'anna', login: 'root', isAdmin: true, password: 's' },
    });
    const written = settingsFromDetails({ ...admin, login: '{mailbox}*root' }, secrets, anna);
    expect(imapSettingsOf(written.settings, written.options)).toMatchObject({
      login: 'anna@example.org*root',
      password: 's',
    });
  });

  it('hands tokens over by an environment that has nothing else', () => {
    const oauth = { endpoint: 'microsoft', clientId: 'c', tenant: 't' };
    const secrets = { refreshToken: 'r' };
    const { settings, options } = settingsFromDetails({ ...plain, oauth }, secrets, {
      user: 'anna',
    });
    expect(options.environment).toEqual({ REFRESH_TOKEN: 'r' });
    expect(settings.password).toBeUndefined();
    expect(imapSettingsOf(settings, options).token).toBeDefined();
  });

  it('takes the token of the mailbox before that of its connection', () => {
    const oauth = { endpoint: 'microsoft', clientId: 'c', tenant: 't' };
    const mailbox = { user: 'anna', refreshToken: 'hers' };
    const { options } = settingsFromDetails({ ...plain, oauth }, { refreshToken: 'r' }, mailbox);
    expect(options.environment).toEqual({ REFRESH_TOKEN: 'hers' });
  });

  it('never sends a token as a password, nor a password for a token', () => {
    expect(() => settingsFromDetails(plain, {}, { user: 'anna', refreshToken: 'hers' })).toThrow(
      /no password/,
    );
    const oauth = { endpoint: 'microsoft', clientId: 'c', tenant: 't' };
    const described = settingsFromDetails({ ...plain, oauth }, { refreshToken: 'r' }, anna);
    expect(JSON.stringify(described)).not.toContain(anna.password);
  });

  it.each([
    { password: 'plain' },
    { password: '{"refreshToken":"a password that looks like one"}' },
    { password: '{"password":"the same"}' },
    { password: '{}' },
    { refreshToken: '1//token' },
  ])('is kept as a text that says what it is: %o', (secret) => {
    expect(mailboxSecretOf(mailboxSecretText(secret) ?? '')).toEqual(secret);
  });

  it('says what is missing or wrong, without values', () => {
    expect(() => settingsFromDetails(plain, {}, { user: 'anna' })).toThrow(/no password/);
    expect(() =>
      settingsFromDetails({ ...plain, host: 'a@b?ca-file=/etc/passwd' }, {}, anna),
    ).toThrow(ConnectionUrlRefused);
    expect(() => settingsFromDetails({ ...plain, auth: 'external' }, {}, anna)).toThrow(
      /takes no password|needs cert-file/,
    );
  });

  it('describes a mailbox of Exchange, with its admin, its tree and its domain', () => {
    const exchange = { kind: 'archive', autodiscover: { hosts: ['hoster.example'] } } as const;
    const details = { ...plain, kind: 'exchange', signIn: 'admin', adminUser: 'root' } as const;
    const secrets = { password: 's' };
    const { settings, options } = settingsFromDetails({ ...details, exchange }, secrets, anna);
    expect(ewsSettingsOf(settings, options)).toMatchObject({
      ...{ user: 'root', mailbox: anna.user, password: 's', mailboxKind: 'archive', port: 443 },
      ...{ autodiscover: true, autodiscoverHosts: ['hoster.example'] },
    });
    const shared = { ...anna, kind: 'public' } as const;
    const its = settingsFromDetails({ ...details, exchange }, secrets, shared);
    expect(ewsSettingsOf(its.settings, its.options)).toMatchObject({ mailboxKind: 'public' });
    expect(() => settingsFromDetails(plain, {}, shared)).toThrow(/of Exchange alone/);
    const led = { ...details, exchange: { path: '/x?ca-file=/etc/passwd' } };
    expect(() => settingsFromDetails(led, secrets, anna)).toThrow(ConnectionUrlRefused);
  });

  it('lets no value become a parameter of its own', () => {
    const { settings } = settingsFromDetails(
      { ...plain, signIn: 'admin', adminUser: 'x&token-command=/bin/sh' },
      { password: 's&ca-file=/etc/passwd' },
      { user: 'u?ca-file=/etc/passwd' },
    );
    expect(settings.parameters).toEqual({ security: 'tls', admin: 'x&token-command=/bin/sh' });
  });
});
