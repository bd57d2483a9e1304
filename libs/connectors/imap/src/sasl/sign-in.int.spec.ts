import type { OpenContext, TokenSource } from '@mailhaul/connector-contract';
import { ConnectorError } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import {
  type ImapServerOptions,
  TokenIssuer,
  answerWith,
  rewriteLines,
  startImapServer,
} from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { imapConnector } from '../imap-connector.ts';
import type { ImapSettings } from '../imap-settings.ts';
import { probeImap } from '../probe-imap.ts';

const secret = 'correct horse';
const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};

async function serve(options: ImapServerOptions) {
  const trace: string[] = [];
  const mailboxes = [{ user: 'jörg@x', password: secret }];
  const server = await startImapServer({
    mailboxes,
    onTrace: (line) => trace.push(line),
    ...options,
  });
  onTestFinished(() => server.stop());
  const settings = (more: Partial<ImapSettings> = {}): ImapSettings => ({
    host: server.host,
    port: server.port,
    security: 'none',
    user: 'jörg@x',
    ...('token' in more ? {} : { password: secret }),
    ...more,
  });
  const open = async (more: Partial<ImapSettings> = {}) => {
    const session = await imapConnector(settings(more)).open(context);
    expect(await session.listFolders()).toHaveLength(1);
    await session.close();
  };
  const refused = async (more: Partial<ImapSettings> = {}) => {
    const error = await open(more).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    return error as ConnectorError;
  };
  return { server, trace, settings, open, refused };
}

function tokensInTurn(...tokens: string[]): TokenSource & { asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    token: async ({ rejected }) => {
      asked.push(rejected);
      return (tokens.length > 1 ? tokens.shift() : tokens[0]) ?? '';
    },
  };
}

describe('signing in', () => {
  it.each([['SCRAM-SHA-256'], ['SCRAM-SHA-1'], ['CRAM-MD5'], ['PLAIN'], ['LOGIN']] as const)(
    'by %s where only that is offered, with and without SASL-IR',
    async (name) => {
      for (const without of [[], ['SASL-IR' as const]]) {
        const { open, trace, refused } = await serve({
          mechanisms: [name],
          refusesLogin: true,
          without,
        });
        await open();
        expect(trace.some((line) => line.includes(`AUTHENTICATE ${name}`))).toBe(true);
        expect((await refused({ password: 'wrong' })).code).toBe('sign-in-rejected');
      }
    },
  );

  it('by the strongest that is offered, or by the one that is asked for', async () => {
    const { open, trace, settings, refused } = await serve({
      mechanisms: ['LOGIN', 'PLAIN', 'SCRAM-SHA-256', 'CRAM-MD5', 'SCRAM-SHA-1'],
    });
    await open();
    await open({ auth: 'CRAM-MD5' });
    const names = trace.flatMap((line) => /AUTHENTICATE (\S+)/.exec(line)?.[1] ?? []);
    expect(names).toEqual(['SCRAM-SHA-256', 'CRAM-MD5']);
    const steps = await probeImap(settings(), context);
    expect(steps.find(({ name }) => name === 'sign-in')?.detail).toEqual([
      'accepted by SCRAM-SHA-256',
    ]);
    const missing = await refused({ auth: 'EXTERNAL', password: undefined as never });
    expect([missing.code, missing.message]).toEqual([
      'sign-in-method-missing',
      'The server offers LOGIN, PLAIN, SCRAM-SHA-256, CRAM-MD5, SCRAM-SHA-1; this connection signs in with EXTERNAL.',
    ]);
  });

  it('with one round trip where PLAIN may go along', async () => {
    const { open, trace } = await serve({});
    await open();
    const sent = trace.filter((line) => /^C1 /.test(line));
    expect(sent[0]).toMatch(/AUTHENTICATE PLAIN \S+$/);
    expect(sent[1]).toContain('NAMESPACE');
  });

  it('never sends a password twice in the clear after a refusal, nor in the clear where LOGIN is disabled', async () => {
    const { refused, server } = await serve({ mechanisms: ['SCRAM-SHA-1', 'PLAIN'] });
    expect((await refused({ password: 'wrong' })).code).toBe('sign-in-rejected');
    expect(server.commandCount('AUTHENTICATE')).toBe(1);
    const disabled = await serve({ mechanisms: [], refusesLogin: true });
    expect(await disabled.refused()).toMatchObject({
      code: 'tls-required',
      message: expect.stringContaining('LOGINDISABLED') as string,
    });
    expect(disabled.server.commandCount('LOGIN')).toBe(0);
  });

  it('as an admin, by the authorization identity or by a name made of both', async () => {
    const options: ImapServerOptions = {
      mechanisms: ['PLAIN', 'SCRAM-SHA-256'],
      admins: { top: 'admin secret' },
    };
    const { open, refused } = await serve(options);
    const admin = { password: 'admin secret', login: 'top', isAdmin: true };
    await open(admin);
    await open({ ...admin, auth: 'PLAIN' });
    await open({ password: 'admin secret', login: 'jörg@x*top' });
    expect((await refused({ ...admin, password: 'wrong' })).code).toBe('sign-in-rejected');
    const own = imapConnector({ ...admin, host: 'h', port: 1, security: 'none', user: 'jörg@x' });
    expect(own.identity).toBe('imap://j%C3%B6rg%40x@h:1');
  });

  it.each(['XOAUTH2', 'OAUTHBEARER'] as const)(
    'with a token by %s; one refused is followed by a fresh one, once',
    async (mechanism) => {
      const tokens = new TokenIssuer(systemClock);
      const { open, refused, server } = await serve({ tokens, mechanisms: [mechanism, 'PLAIN'] });
      const good = tokens.issue('jörg@x');
      await open({ token: tokensInTurn(good) });
      const turn = tokensInTurn('old', good);
      await open({ token: turn });
      expect(turn.asked).toEqual([undefined, 'old']);
      expect(server.acceptedCount()).toBe(3);
      const never = tokensInTurn('old-one', 'old-two');
      const error = await refused({ token: never });
      expect(error).toMatchObject({
        code: 'token-rejected',
        disposition: 'needsOperator',
        scope: 'mailbox',
      });
      expect(error.message).toContain('a fresh one as well');
      expect(error.serverText).toContain('"status"');
      expect(never.asked).toEqual([undefined, 'old-one']);
      const stuck = await refused({ token: tokensInTurn('same') });
      expect(stuck.message).toContain('there is no newer one');
      expect(server.acceptedCount()).toBe(6);
    },
  );

  it('says what is offered where a token finds no way', async () => {
    const { refused } = await serve({ mechanisms: ['PLAIN'] });
    const error = await refused({ token: tokensInTurn('t') });
    expect(error.code).toBe('sign-in-method-missing');
    expect(error.remedy).toContain('OAuth');
  });

  it('repeats no secret that the server repeats', async () => {
    const canary = 'canary-7f3a';
    const base64 = Buffer.from(canary).toString('base64');
    const answer = { status: 'NO' as const, text: `no ${canary} ${base64} here` };
    const { refused } = await serve({
      behaviours: [answerWith(answer, { command: 'AUTHENTICATE' })],
    });
    const error = await refused({ password: canary });
    expect(error.serverText).toBe('no *** *** here');
    const shown = JSON.stringify({ ...error, message: error.message, stack: error.stack });
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain(base64.replace(/=+$/, ''));
  });

  it('breaks off with a server that cannot prove that it knows the password', async () => {
    const lie = rewriteLines((line) =>
      line.startsWith('+ dj')
        ? `+ ${Buffer.from(`v=${'A'.repeat(43)}=`).toString('base64')}\r\n`
        : line,
    );
    const { refused } = await serve({ mechanisms: ['SCRAM-SHA-256'], behaviours: [lie] });
    expect(await refused()).toMatchObject({
      code: 'protocol-violation',
      disposition: 'needsOperator',
      message: expect.stringContaining('could not prove') as string,
    });
    const skip = rewriteLines((line) => (/^\+ dj/.test(line) ? '' : line));
    const silent = await serve({ mechanisms: ['SCRAM-SHA-256'], behaviours: [skip] });
    expect((await silent.refused({ connectMsMax: 300 })).code).toBe('connection-timeout');
  });
});
