import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@mailhaul/kernel';
import {
  type ImapBehaviour,
  type ImapServer,
  type ImapServerOptions,
  TokenIssuer,
  delayAnswer,
  startImapServer,
  startTokenEndpoint,
} from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { finishedOf } from './spec-support/migration-stage.ts';
import { runCli, startCli, temporaryHome } from './spec-support/run-cli.ts';
import { bodiesOf } from './spec-support/two-servers.ts';

const ann = 'ann@example.com';
const canaries = {
  refresh: 'canary-refresh-1//0gX',
  client: 'canary-client-secret-9Q',
  password: 'canary-password-77',
};

function messages(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    bytes: `Subject: ${n}\r\n\r\n${'x'.repeat(2000)}\r\n`,
  }));
}

async function stage(source: ImapServerOptions, count = 60) {
  const home = temporaryHome();
  const started = {
    source: await startImapServer({
      mailboxes: [
        {
          user: ann,
          password: 'unused by tokens',
          folders: [
            { path: ['INBOX'], messages: messages(count) },
            { path: ['Old'], messages: messages(count) },
          ],
        },
      ],
      ...source,
    }),
    target: await startImapServer({
      mailboxes: [{ user: ann, password: canaries.password }],
      behaviours: [delayAnswer(5, 'APPEND')],
      without: ['MULTIAPPEND'],
    }),
  };
  onTestFinished(async () => {
    await Promise.all([started.source.stop(), started.target.stop()]);
    home.remove();
  });
  const environment = {
    XDG_DATA_HOME: home.path,
    MAILHAUL_TARGET_PASSWORD: canaries.password,
    CLIENT_SECRET: canaries.client,
  };
  const url = (server: ImapServer, parameters = '') =>
    `imap://${encodeURIComponent(ann)}@${server.host}:${server.port}?security=none${parameters}`;
  const args = (parameters: string) => [
    'migrate',
    ...['--source', url(started.source, parameters), '--target', url(started.target)],
    ...['--connections', '2', '--json'],
  ];
  const expectAllThere = () => {
    for (const path of [['INBOX'], ['Old']]) {
      expect(bodiesOf(started.target, ann, path)).toEqual(bodiesOf(started.source, ann, path));
    }
  };
  return { ...started, home: home.path, environment, args, expectAllThere };
}

/** Runs at the first reading: what is asked of the source after it meets a token that has run out. */
function inMidRun(happen: () => void): ImapBehaviour {
  return {
    beforeCommand: ({ name, count }) => {
      if (name === 'UID FETCH' && count === 1) happen();
      return undefined;
    },
  };
}

/** Everything that a run left in its folder, as one text. */
function allBytesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

function secretForms(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').slice(0, -3)];
}

describe('mailhaul migrate, signing in', () => {
  it.each(['bye', 'no'] as const)(
    'takes a fresh token from its file when the first runs out in mid-run (%s)',
    async (expiredSession) => {
      const tokens = new TokenIssuer(systemClock);
      const folder = temporaryHome();
      onTestFinished(folder.remove);
      const file = join(folder.path, 'token');
      const renew = () => writeFileSync(file, `${tokens.issue(ann)}\n`, { mode: 0o600 });
      renew();
      let signedInBefore = Infinity;
      const expiry = inMidRun(() => {
        signedInBefore = set.source.commandCount('AUTHENTICATE');
        tokens.expireAll();
        renew();
      });
      const set = await stage({
        tokens,
        mechanisms: ['XOAUTH2'],
        expiredSession,
        behaviours: [expiry],
      });
      const run = await runCli([...set.args(`&token-file=${file}`), '--no-verify'], {
        environment: set.environment,
      });
      expect([run.code, run.stderr]).toEqual([0, '']);
      const [finished] = finishedOf(run.events());
      expect(finished).toMatchObject({ end: 'completed', totals: { migrated: 120 } });
      expect(set.source.commandCount('AUTHENTICATE')).toBeGreaterThan(signedInBefore);
      set.expectAllThere();
    },
  );

  it('refreshes its token at the endpoint, and shows and keeps none of its secrets', async () => {
    const tokens = new TokenIssuer(systemClock);
    const behaviours = [inMidRun(() => tokens.expireAll())];
    const set = await stage({
      tokens,
      mechanisms: ['OAUTHBEARER'],
      expiredSession: 'bye',
      behaviours,
    });
    const endpoint = await startTokenEndpoint({
      issuer: tokens,
      clientId: 'app-1',
      clientSecret: canaries.client,
      refreshTokens: { [canaries.refresh]: ann },
      rotates: true,
    });
    onTestFinished(() => endpoint.stop());
    const file = join(set.home, 'refresh');
    writeFileSync(file, `${canaries.refresh}\n`, { mode: 0o600 });
    const state = join(set.home, 'state');
    const parameters = `&oauth=${endpoint.url}&client-id=app-1&client-secret-env=CLIENT_SECRET&refresh-token-file=${file}`;
    const run = startCli([...set.args(parameters), '--state', state], {
      environment: set.environment,
    });
    await run.until(() => set.target.commandCount('APPEND') > 0);
    const shown = readFileSync(`/proc/${run.child.pid ?? 0}/cmdline`, 'latin1');
    const { code } = await run.ended;
    expect([code, run.stderr()]).toEqual([0, '']);
    set.expectAllThere();
    expect(endpoint.requests.length).toBeGreaterThanOrEqual(2);
    // The endpoint takes each once: the file holds the latest.
    expect(readFileSync(file, 'utf8')).toBe(
      `${canaries.refresh}${"'".repeat(endpoint.requests.length)}\n`,
    );
    const told = [shown, run.stdout(), run.stderr(), allBytesIn(state)].join('\n');
    expect(told).toContain('run-finished');
    for (const secret of Object.values(canaries).flatMap(secretForms)) {
      expect(told).not.toContain(secret);
    }
    expect(told).not.toContain('ya29.');
  });

  it('asks a program for the token, without a shell', async () => {
    const tokens = new TokenIssuer(systemClock);
    const set = await stage({ tokens, mechanisms: ['XOAUTH2'] }, 5);
    const script = join(set.home, 'give token.mjs');
    writeFileSync(join(set.home, ann), tokens.issue(ann));
    writeFileSync(
      script,
      `import { readFileSync } from 'node:fs';
       if (process.argv[3] !== '$(id)') process.exit(3);
       if (process.env.MAILHAUL_TARGET_PASSWORD !== undefined) process.exit(4);
       console.log(readFileSync(new URL(process.argv[2], import.meta.url), 'utf8'));`,
    );
    const command = encodeURIComponent(`'${process.execPath}' "${script}" {mailbox} $(id)`);
    const good = await runCli(set.args(`&token-command=${command}`), {
      environment: set.environment,
    });
    expect([good.code, good.stderr]).toEqual([0, '']);
    set.expectAllThere();
    const bad = await runCli(
      set.args(`&token-command=${encodeURIComponent(`${process.execPath} -e process.exit(5)`)}`),
      {
        environment: set.environment,
      },
    );
    expect(bad.code).toBe(3);
    expect(finishedOf(bad.events())[0]?.error).toMatchObject({
      code: 'token-unavailable',
      message: 'The token command failed (exit code 5).',
    });
  });

  it('names a token that is refused even after a refresh', async () => {
    const set = await stage({ tokens: new TokenIssuer(systemClock), mechanisms: ['XOAUTH2'] }, 2);
    const file = join(set.home, 'token');
    writeFileSync(file, 'ya29.stale-canary\n', { mode: 0o600 });
    const run = await runCli(set.args(`&token-file=${file}`), { environment: set.environment });
    expect(run.code).toBe(3);
    expect(finishedOf(run.events())[0]?.error?.code).toBe('token-rejected');
    expect(run.stdout + run.stderr).not.toContain('stale-canary');
  });

  it('opens the mailboxes of pairs.csv as an admin: only their names stand there', async () => {
    const admins = { top: 'admin password' };
    const set = await stage({ admins, mechanisms: ['PLAIN'] }, 3);
    const pairs = join(set.home, 'pairs.csv');
    writeFileSync(pairs, `source_user,target_user\n${ann},${ann}\n`);
    const { source, target } = set;
    const environment = { ...set.environment, MAILHAUL_SOURCE_PASSWORD: admins.top };
    for (const parameter of ['admin=top', 'login={mailbox}*top', 'login={local}@{domain}*top']) {
      const run = await runCli(
        [
          'migrate',
          ...['--source', `imap://${source.host}:${source.port}?security=none&${parameter}`],
          ...['--target', `imap://${target.host}:${target.port}?security=none`],
          ...['--pairs', pairs, '--json'],
        ],
        { environment },
      );
      expect([parameter, run.code, run.stderr]).toEqual([parameter, 0, '']);
      // The mailbox is the same, whoever signs in for it: nothing is copied twice.
      expect(finishedOf(run.events())[0]?.totals.migrated).toBe(6);
    }
    set.expectAllThere();
  });
});
