import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from './config.ts';
import { type Environment, readConfig } from './read-config.ts';
import { settingsTable } from './settings-table.ts';

const key = Buffer.alloc(32, 7).toString('base64');

function config(environment: Environment = {}): Config {
  const result = readConfig(environment);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
}

function problems(environment: Environment): readonly string[] {
  const result = readConfig(environment);
  expect(result.ok).toBe(false);
  return result.ok ? [] : result.problems;
}

describe('readConfig', () => {
  it('has defaults for everything that a first start needs', () => {
    expect(config()).toEqual({
      dataFolder: './data',
      host: '127.0.0.1',
      port: 8080,
      trustedProxies: [],
      sessionMs: 12 * 3_600_000,
      masterKey: { file: join('data', 'master.key') },
      secretStore: { scheme: 'sqlite', path: join('data', 'secrets.db') },
      eventStore: { scheme: 'sqlite', path: join('data', 'events.db') },
      bus: { scheme: 'inprocess' },
      readStore: { scheme: 'sqlite', path: join('data', 'read.db') },
      slots: 20,
      serverLimits: new Map(),
      workerTags: [],
      runnerThreads: 2,
      runnerMemoryMb: 512,
      privateNetworks: [],
      log: { level: 'info', format: 'json' },
    });
    expect(config({ MAILHAUL_PORT: '', PATH: '/bin', MAILHAUL_TOKEN: 'x' })).toEqual(config());
  });

  it('takes what is set', () => {
    const all = config({
      MAILHAUL_DATA: '/var/lib/mailhaul',
      MAILHAUL_HOST: '::1',
      MAILHAUL_PORT: '0',
      MAILHAUL_PUBLIC_URL: 'https://mail.example.com/migrate/',
      MAILHAUL_GATEWAY_URL: 'http://gateway:8080/',
      MAILHAUL_TRUSTED_PROXIES: '10.0.0.5, fd00::/8',
      MAILHAUL_ADMIN_PASSWORD: 'correct horse',
      MAILHAUL_SESSION_HOURS: '1',
      MAILHAUL_MASTER_KEY: key,
      MAILHAUL_EVENT_STORE: 'sqlite:/fast/events.db',
      MAILHAUL_BUS: 'nats://me:s3cret@one:4222,two',
      MAILHAUL_READ_STORE: 'mongodb://me:s3cret@one/read',
      MAILHAUL_SECRET_STORE: 'mongodb://me:s3cret@one/secrets',
      MAILHAUL_CA_FILE: '/etc/ca.pem',
      MAILHAUL_SLOTS: '500',
      MAILHAUL_SERVER_LIMITS: 'Imap.example.com=20, 192.0.2.1=5',
      MAILHAUL_WORKER_NAME: 'north-1.example',
      MAILHAUL_WORKER_TAGS: 'eu, site.acme',
      MAILHAUL_PRIVATE_NETWORKS: '127.0.0.0/8,::1/128,10.0.0.0/8',
      MAILHAUL_SMTP_URL: 'smtp://ann%40example.com:p%3Ass@[::1]:2525',
      MAILHAUL_MAIL_FROM: 'Mailhaul <noreply@example.com>',
      MAILHAUL_MAIL_TO: 'ann@example.com, ben@example.com',
      MAILHAUL_LOG_LEVEL: 'debug',
      MAILHAUL_LOG_FORMAT: 'pretty',
    });
    expect(all).toMatchObject({
      host: '::1',
      port: 0,
      publicUrl: 'https://mail.example.com/migrate',
      gatewayUrl: 'http://gateway:8080',
      trustedProxies: ['10.0.0.5/32', 'fd00::/8'],
      adminPassword: 'correct horse',
      sessionMs: 3_600_000,
      masterKey: { value: key },
      secretStore: { scheme: 'mongodb', url: 'mongodb://me:s3cret@one/secrets' },
      readStore: { scheme: 'mongodb', url: 'mongodb://me:s3cret@one/read' },
      bus: { scheme: 'nats', url: 'nats://me:s3cret@one:4222,two' },
      caFile: '/etc/ca.pem',
      eventStore: { path: '/fast/events.db' },
      serverLimits: new Map([
        ['imap.example.com', 20],
        ['192.0.2.1', 5],
      ]),
      workerName: 'north-1.example',
      workerTags: ['eu', 'site.acme'],
      privateNetworks: ['127.0.0.0/8', '::1/128', '10.0.0.0/8'],
      mail: {
        smtp: { host: '::1', port: 2525, isTls: false, user: 'ann@example.com', password: 'p:ss' },
        from: 'Mailhaul <noreply@example.com>',
      },
      log: { level: 'debug', format: 'pretty' },
    });
    const from = { MAILHAUL_MAIL_FROM: 'a@example.com', MAILHAUL_MAIL_TO: 'b@example.com' };
    expect(config({ ...from, MAILHAUL_SMTP_URL: 'smtps://mail.example' }).mail?.smtp).toEqual({
      host: 'mail.example',
      port: 465,
      isTls: true,
    });
  });

  it.each([
    ['MAILHAUL_HOST', ['a b', 'http://x', '-']],
    ['MAILHAUL_PORT', ['65536', '-1', '80.5', 'http', '1e3', ' 80', '0x50']],
    [
      'MAILHAUL_PUBLIC_URL',
      ['example.com', 'ftp://x', 'https://u:p@x', 'https://x?q', 'https://x#f'],
    ],
    ['MAILHAUL_GATEWAY_URL', ['gateway:8080', 'ftp://x', 'http://u:p@x', 'http://x?q']],
    ['MAILHAUL_TRUSTED_PROXIES', ['10.0.0.0/33', 'loopback', ',', '::/129']],
    [
      'MAILHAUL_PRIVATE_NETWORKS',
      ['10.0.0', '*', '10.0.0.0/8;::1', Array(102).join('::1,') + '::1'],
    ],
    ['MAILHAUL_ADMIN_PASSWORD', ['short', 'x'.repeat(201)]],
    ['MAILHAUL_SESSION_HOURS', ['0', '721']],
    [
      'MAILHAUL_MASTER_KEY',
      ['abc', Buffer.alloc(31).toString('base64'), `${key}x`, '!'.repeat(44)],
    ],
    ['MAILHAUL_EVENT_STORE', ['mongodb://x', 'events.db', 'sqlite', 'esdb:x']],
    ['MAILHAUL_READ_STORE', ['esdb://x', 'http://x', 'mongodb://a b']],
    ['MAILHAUL_SECRET_STORE', ['vault://x', 'secrets.db']],
    ['MAILHAUL_BUS', ['kafka://x', 'inprocess', 'nats:x']],
    ['MAILHAUL_SLOTS', ['0', '501']],
    ['MAILHAUL_SERVER_LIMITS', ['x', 'x=0', 'x=1=2', 'a b=3', 'x=1,', '=4']],
    ['MAILHAUL_WORKER_NAME', ['a b', '-x', 'x'.repeat(64), 'ü']],
    ['MAILHAUL_WORKER_TAGS', ['eu,', 'a b', '-x', 'x'.repeat(64), 'x,'.repeat(20) + 'x']],
    ['MAILHAUL_RUNNER_THREADS', ['0', '65']],
    ['MAILHAUL_RUNNER_MEMORY_MB', ['127', '16385']],
    ['MAILHAUL_SMTP_URL', ['mail.example', 'http://x', 'smtp://', 'smtp://x/y', 'smtp://%zz@x']],
    ['MAILHAUL_MAIL_TO', ['nobody', 'a@b.example;c@d.example', 'a@b.example,,']],
    ['MAILHAUL_MAIL_FROM', ['nobody', '<>', 'A <b>', 'a@b.example\nBcc: c@d.example']],
    ['MAILHAUL_LOG_LEVEL', ['loud', 'INFO']],
    ['MAILHAUL_LOG_FORMAT', ['xml']],
  ] as const)('%s: names a wrong value and what is allowed', (name, values) => {
    const partner = {
      MAILHAUL_SMTP_URL: { MAILHAUL_MAIL_FROM: 'a@example.com', MAILHAUL_MAIL_TO: 'b@example.com' },
      MAILHAUL_MAIL_FROM: {
        MAILHAUL_SMTP_URL: 'smtp://x.example',
        MAILHAUL_MAIL_TO: 'b@example.com',
      },
      MAILHAUL_MAIL_TO: {
        MAILHAUL_SMTP_URL: 'smtp://x.example',
        MAILHAUL_MAIL_FROM: 'a@example.com',
      },
    }[name as string];
    for (const value of values) {
      const found = problems({ ...partner, [name]: value });
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(new RegExp(`^${name}\\b.* (is|has|does) .+; allowed: .+`));
    }
  });

  it('names everything that is wrong at once', () => {
    const found = problems({ MAILHAUL_PORT: 'x', MAILHAUL_SLOTS: '0', MAILHAUL_PROT: '80' });
    expect(found).toEqual([
      'MAILHAUL_PROT is not known; is MAILHAUL_PORT meant?',
      'MAILHAUL_PORT "x" is not a whole number from 0 to 65535; allowed: 0 to 65535',
      'MAILHAUL_SLOTS "0" is not a whole number from 1 to 500; allowed: 1 to 500',
    ]);
  });

  it('never repeats the value of a secret, or what might be one', () => {
    const secrets = Object.entries(settingsTable).filter(([, setting]) => 'isSecret' in setting);
    expect(secrets.map(([name]) => name)).toEqual([
      'MAILHAUL_ADMIN_PASSWORD',
      'MAILHAUL_METRICS_TOKEN',
      'MAILHAUL_MASTER_KEY',
      'MAILHAUL_EVENT_STORE',
      'MAILHAUL_BUS',
      'MAILHAUL_READ_STORE',
      'MAILHAUL_SECRET_STORE',
      'MAILHAUL_SMTP_URL',
    ]);
    const wrong = {
      MAILHAUL_ADMIN_PASSWORD: 'canary',
      MAILHAUL_METRICS_TOKEN: 'canary',
      MAILHAUL_MASTER_KEY: 'canary',
      MAILHAUL_SMTP_URL: 'canary://u:canary@x',
      MAILHAUL_PUBLIC_URL: 'https://u:canary@x.example',
      MAILHAUL_PORT: `canary${'x'.repeat(5000)}`,
      MAILHAUL_HOST: 'canary\u001b[31m',
      MAILHAUL_PASWORD_OF_ANN: 'canary',
      ['MAILHAUL_\u001b[31m']: 'canary',
    };
    const found = problems(wrong);
    expect(found.length).toBeGreaterThanOrEqual(Object.keys(wrong).length);
    expect(found.join('\n')).not.toContain('canary');
    expect(found.join('\n')).not.toContain('\u001b');
  });

  it.each([
    ['MAILHAUL_PRIVATE_NETWORK', 'MAILHAUL_PRIVATE_NETWORKS'],
    ['MAILHAUL_ADMIN_PASSWORT', 'MAILHAUL_ADMIN_PASSWORD'],
    ['MAILHAUL_MASTERKEY', 'MAILHAUL_MASTER_KEY'],
    ['mailhaul_port', 'MAILHAUL_PORT'],
    ['MAILHAUL_SOMETHING_ELSE', undefined],
  ])('%s is not known', (name, near) => {
    const help = near === undefined ? '' : `; is ${near} meant?`;
    expect(problems({ [name]: '1' })).toEqual([`${name} is not known${help}`]);
  });

  it('refuses what contradicts itself', () => {
    const both = { MAILHAUL_MASTER_KEY: key, MAILHAUL_MASTER_KEY_FILE: 'key' };
    expect(problems(both)).toHaveLength(1);
    expect(problems({ MAILHAUL_SMTP_URL: 'smtp://x.example' })[0]).toContain('MAILHAUL_MAIL_FROM');
    expect(problems({ MAILHAUL_MAIL_FROM: 'a@b.example' })[0]).toContain('MAILHAUL_SMTP_URL');
  });
});
