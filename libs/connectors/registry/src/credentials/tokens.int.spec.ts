import { readFileSync, mkdtempSync, rmSync, writeFileSync, chmodSync, statSync } from 'node:fs';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectorError, type TokenRequest, type TokenSource } from '@mailhaul/connector-contract';
import { type Clock, systemClock, systemRandom } from '@mailhaul/kernel';
import { TokenIssuer, startTokenEndpoint } from '@mailhaul/mail-servers';
import { startSocksProxy } from '@mailhaul/testing/proxies';
import { describe, expect, it, onTestFinished } from 'vitest';
import { imapSettingsOf } from '../imap-settings-of.ts';
import { parseConnectionUrl } from '../parse-connection-url.ts';
import { KeptTokens } from './kept-tokens.ts';
import { splitWords } from './split-words.ts';
import { tokenFromCommand } from './token-command.ts';
import { endpointOf } from './token-endpoint.ts';

const request: TokenRequest = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};
const canary = 'canary-secret-3f';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'mailhaul-tokens-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function sourceOf(search: string, environment: Record<string, string> = {}): TokenSource {
  const parsed = parseConnectionUrl(`imaps://ann%40x@h?${search}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { token } = imapSettingsOf(parsed.settings, { environment });
  if (token === undefined) throw new Error('no token source');
  return token;
}

async function failure(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectorError);
  expect((error as ConnectorError).code).toBe('token-unavailable');
  return error as ConnectorError;
}

/** An endpoint that says what it is told to. */
async function saying(status: number, body: string | object): Promise<string> {
  const server = createServer((_, response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
}

describe('tokens', () => {
  it('from a file are read anew each time', async () => {
    const path = join(folder(), 'ann@x');
    writeFileSync(path, 'one\nmore\n');
    const source = sourceOf(`token-file=${path.replace('ann@x', '{mailbox}')}`);
    expect(await source.token(request)).toBe('one');
    writeFileSync(path, 'two\n');
    expect(await source.token(request)).toBe('two');
    for (const wrong of ['', 'two words\n', `${'x'.repeat(40_000)}\n`]) {
      writeFileSync(path, wrong);
      expect((await failure(source.token(request))).disposition).toBe('needsOperator');
    }
    rmSync(path);
    expect((await failure(source.token(request))).message).toContain('ENOENT');
  });

  it('never lead out of their folder by the name of a mailbox', () => {
    const parsed = parseConnectionUrl(
      'imaps://..%2F..%2Fetc%2Fshadow@h?token-file=tokens/{mailbox}',
    );
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(() => imapSettingsOf(parsed.settings, {})).toThrow('cannot stand in a file name');
  });

  it('from a program: bounded in time and output, its errors named', async () => {
    const node = (script: string, timeMsMax = 10_000) => {
      const words = [process.execPath, '-e', script];
      return tokenFromCommand({ words, environment: process.env, timeMsMax })(systemClock);
    };
    expect((await node("console.log('t0ken'); console.log('more')")).token).toBe('t0ken');
    const startedMs = systemClock.monotonicMs();
    const slow = await failure(node('setTimeout(() => {}, 60000)', 300));
    expect([slow.scope, slow.disposition]).toEqual(['connection', 'retry']);
    expect(systemClock.monotonicMs() - startedMs).toBeLessThan(10_000);
    expect((await failure(node("process.stdout.write('x'.repeat(1_000_000))"))).message).toContain(
      'more than',
    );
    const failed = await failure(
      node(`console.error('${canary}'); console.log('${canary}'); process.exit(9)`),
    );
    expect(failed.message).toBe('The token command failed (exit code 9).');
    expect(JSON.stringify([failed, failed.message])).not.toContain(canary);
    const missing = tokenFromCommand({ words: ['/no/such/program'], environment: {} })(systemClock);
    expect((await failure(missing)).message).toContain('ENOENT');
  });

  it('from an endpoint are kept until shortly before their end, and a rejected one is replaced', async () => {
    let nowMs = 0;
    const clock: Clock = { ...systemClock, wallMs: () => nowMs };
    const issuer = new TokenIssuer(systemClock);
    const endpoint = await startTokenEndpoint({
      issuer,
      clientId: 'app',
      clientSecret: canary,
      refreshTokens: { 'r-1': 'ann@x' },
      rotates: true,
      expiresIn: 3600,
    });
    onTestFinished(() => endpoint.stop());
    const proxy = await startSocksProxy({ port: Number(new URL(endpoint.url).port) });
    onTestFinished(() => proxy.stop());
    const file = join(folder(), 'refresh');
    writeFileSync(file, 'r-1\n');
    chmodSync(file, 0o600);
    const source = sourceOf(
      `oauth=${endpoint.url}&client-id=app&client-secret-env=S&refresh-token-file=${file}&scope=mail&proxy=socks5://127.0.0.1:${proxy.port}`,
      { S: canary },
    );
    const ask = (more = {}) => source.token({ ...request, clock, ...more });
    const [first, same] = await Promise.all([ask(), ask()]);
    expect(same).toBe(first);
    nowMs = 3_299_000;
    expect(await ask()).toBe(first);
    nowMs = 3_301_000;
    const second = await ask();
    expect(second).not.toBe(first);
    // A late rejection of the old one needs no other: the new one is here.
    expect(await ask({ rejected: first })).toBe(second);
    expect(await ask({ rejected: second })).not.toBe(second);
    expect(endpoint.requests.map((fields) => fields['refresh_token'])).toEqual([
      'r-1',
      "r-1'",
      "r-1''",
    ]);
    expect(endpoint.requests[0]).toEqual({
      client_id: 'app',
      client_secret: canary,
      grant_type: 'refresh_token',
      refresh_token: 'r-1',
      scope: 'mail',
    });
    expect(readFileSync(file, 'utf8')).toBe("r-1'''\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(proxy.asked).toHaveLength(3);
  });

  it.each([
    [
      400,
      { error: 'invalid_grant', error_description: `expired ${canary}\u001b[31m` },
      { disposition: 'needsOperator', said: 'invalid_grant: expired *** [31m' },
    ],
    [503, 'busy', { disposition: 'retry', said: undefined }],
    [302, '', { disposition: 'needsOperator', said: undefined }],
    [200, 'no json', { disposition: 'needsOperator', said: undefined }],
    [200, { access_token: 'two words' }, { disposition: 'needsOperator', said: undefined }],
    [200, `{"access_token":"${'x'.repeat(100_000)}"}`, { disposition: 'retry', said: undefined }],
  ])(
    'answers %i %o as an error that holds no secret',
    async (status, body, { disposition, said }) => {
      const url = await saying(status, body);
      const source = sourceOf(`oauth=${url}&client-id=app&refresh-token-env=R`, { R: canary });
      const error = await failure(source.token(request));
      expect([error.disposition, error.serverText]).toEqual([disposition, said]);
      expect(JSON.stringify([error, error.message, String(error.stack)])).not.toContain(canary);
    },
  );

  it('of a service account are asked for in the name of each mailbox', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = join(folder(), 'key.json');
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const account = { client_email: 'mover@project.example', private_key_id: 'k1' };
    writeFileSync(file, JSON.stringify({ ...account, private_key: key }));
    const heard: URLSearchParams[] = [];
    const server = createServer((asked, response) => {
      void asked.toArray().then((pieces: Buffer[]) => {
        heard.push(new URLSearchParams(Buffer.concat(pieces).toString()));
        response.end('{"access_token":"acting","expires_in":"3600"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const search = `oauth=${url}&service-account-file=${file}&scope=https://mail.google.com/`;
    expect(await sourceOf(search).token(request)).toBe('acting');
    expect(heard[0]?.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [head = '', claims = '', signature = ''] = (heard[0]?.get('assertion') ?? '').split('.');
    const decoded = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    expect(decoded(head)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect(decoded(claims)).toMatchObject({
      iss: 'mover@project.example',
      sub: 'ann@x',
      aud: url,
      scope: 'https://mail.google.com/',
    });
    const isSigned = createVerify('RSA-SHA256')
      .update(`${head}.${claims}`)
      .verify(publicKey, signature, 'base64url');
    expect(isSigned).toBe(true);
    for (const wrong of [canary, '{}', JSON.stringify({ ...account, private_key: canary })]) {
      writeFileSync(file, wrong);
      const error = await failure(sourceOf(search).token(request));
      expect(JSON.stringify([error, error.message, String(error.cause)])).not.toContain(canary);
    }
    rmSync(file);
    expect((await failure(sourceOf(search).token(request))).message).toContain('ENOENT');
  });

  it('know the endpoints of Google and Microsoft', () => {
    expect(endpointOf('google', 'common', { isApplication: false, scheme: 'imap' })).toEqual({
      url: 'https://oauth2.googleapis.com/token',
      scope: undefined,
    });
    expect(endpointOf('microsoft', 'x.example', { isApplication: true, scheme: 'imap' })).toEqual({
      url: 'https://login.microsoftonline.com/x.example/oauth2/v2.0/token',
      scope: 'https://outlook.office365.com/.default',
    });
  });

  it('are not waited for by who is called off, and others still get theirs', async () => {
    const gate = Promise.withResolvers<{ token: string; keepMs: number }>();
    const source = new KeptTokens(() => gate.promise);
    const off = new AbortController();
    const impatient = source.token({ ...request, signal: off.signal });
    const patient = source.token(request);
    off.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    gate.resolve({ token: 't', keepMs: 1000 });
    expect(await patient).toBe('t');
  });
});

describe('splitWords', () => {
  it.each([
    ['a b  c', ['a', 'b', 'c']],
    [`a "b c" 'd "e"' f\\ g`, ['a', 'b c', 'd "e"', 'f g']],
    [`a ""`, ['a', '']],
    [`'C:\\x\\y' z`, ['C:\\x\\y', 'z']],
    ['a;b|c $(d)', ['a;b|c', '$(d)']],
    ['', undefined],
    ['  ', undefined],
    ['a "b', undefined],
  ])('%s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});
