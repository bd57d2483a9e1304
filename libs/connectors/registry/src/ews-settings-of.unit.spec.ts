import { describe, expect, it } from 'vitest';
import { ewsSettingsOf } from './ews-settings-of.ts';
import { parseConnectionUrl } from './parse-connection-url.ts';

function settingsOf(url: string, environment: Readonly<Record<string, string>> = {}) {
  const parsed = parseConnectionUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  return ewsSettingsOf(parsed.settings, { environment });
}

const pin = 'ab'.repeat(32);
const application = 'oauth=microsoft&oauth-tenant=t&client-id=c&client-secret-env=S';

describe('the settings of an Exchange connection', () => {
  it.for([
    ['auth=ntlm', { auth: 'ntlm', user: 'ann@x' }],
    ['admin=boss@x', { user: 'boss@x', mailbox: 'ann@x' }],
    ['mailbox=room@x&access=delegate', { user: 'ann@x', mailbox: 'room@x', access: 'delegate' }],
    ['kind=archive', { mailboxKind: 'archive' }],
    [
      'autodiscover=1&autodiscover-hosts=mail.Hoster.example,b',
      { autodiscoverHosts: ['mail.hoster.example', 'b'] },
    ],
    [`pin=${pin}`, { pins: ['AB:'.repeat(32).slice(0, -1)] }],
    ['proxy=socks5://p', { proxy: { kind: 'socks5', host: 'p', port: 1080 } }],
  ] as const)('%s', ([search, expected]) => {
    expect(settingsOf(`exchange://ann%40x:pw@h?${search}`)).toMatchObject(expected);
  });

  it('an application opens the mailbox in its place, a user his own', () => {
    const app = settingsOf(`exchange://ann%40x@h?${application}&auth=oauth`, { S: 's' });
    expect(app).toMatchObject({ user: 'ann@x', mailbox: 'ann@x' });
    expect(app).toHaveProperty('token');
    const user = settingsOf(`exchange://ann%40x@h?${application}&refresh-token-env=R`, {
      ...{ S: 's', R: 'r' },
    });
    expect(user).not.toHaveProperty('mailbox');
  });
});
