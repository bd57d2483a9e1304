import { describe, expect, it } from 'vitest';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import { imapSettingsOf } from './imap-settings-of.ts';
import { settingsFromDetails } from './settings-from-details.ts';

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

  it('says what is missing or wrong, without values', () => {
    expect(() => settingsFromDetails(plain, {}, { user: 'anna' })).toThrow(/no password/);
    expect(() =>
      settingsFromDetails({ ...plain, host: 'a@b?ca-file=/etc/passwd' }, {}, anna),
    ).toThrow(ConnectionUrlRefused);
    expect(() => settingsFromDetails({ ...plain, auth: 'external' }, {}, anna)).toThrow(
      /takes no password|needs cert-file/,
    );
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
