import type { TokenSource } from '@mailhaul/connector-contract';
import { systemClock } from '@mailhaul/kernel';
import {
  type EwsServerOptions,
  type EwsSignInDecision,
  type EwsSignInOptions,
  TokenIssuer,
} from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import type { EwsSettings } from './ews-settings.ts';
import {
  address,
  context,
  failureOf,
  openGate,
  outgoing,
  password,
  startStage,
} from './spec-support/ews-stage.ts';
import { probeEws } from './probe-ews.ts';
import { selfSigned } from './spec-support/self-signed.ts';

async function stageWith(signIn: EwsSignInOptions, more: Partial<EwsServerOptions> = {}) {
  const told: string[] = [];
  const onSignIn = ({ way, step }: EwsSignInDecision) => void told.push(`${way} ${step}`);
  const stage = await startStage({ ...more, signIn: { ...signIn, onSignIn } });
  return { stage, told };
}

const ours = selfSigned('IP:127.0.0.1');
const tls = { security: 'tls', ca: ours.cert } as const;

describe('signing in by NTLM', () => {
  it('signs in the connection once, and each new one again', async () => {
    const { stage, told } = await stageWith({ ways: ['ntlm'] });
    const session = await stage.open({ auth: 'ntlm' });
    await session.listFolders();
    await session.writeBatch(stage.inboxId, [outgoing(1)], openGate);
    expect(told).toEqual(['ntlm challenged', 'ntlm accepted']);
    const left = session.listItems(stage.inboxId);
    for await (const _ of left) break;
    await session.listFolders();
    expect(new Set(told)).toEqual(new Set(['ntlm challenged', 'ntlm accepted']));
  });

  it.for([
    [{ ways: ['ntlm', 'basic'] }, 'none', 'ntlm accepted'],
    [{ ways: ['negotiate'] }, 'none', 'negotiate accepted'],
    [{ ways: ['negotiate', 'ntlm'] }, 'tls', 'ntlm accepted'],
    [{ ways: ['negotiate', 'ntlm', 'basic'] }, 'tls', 'basic accepted'],
    [{ ways: ['ntlm'], needsBindings: true, ntlmTimeMs: 1.7e12 }, 'tls', 'ntlm accepted'],
  ] as const)('is chosen from the offer: %j over %s', async ([signIn, security, expected]) => {
    const { stage, told } = await stageWith(signIn, security === 'tls' ? { tls: ours } : {});
    const session = await stage.open(security === 'tls' ? tls : {});
    expect(await session.listFolders()).not.toEqual([]);
    expect(told.filter((one) => one.endsWith('accepted'))).toContain(expected);
    expect(told).not.toContain('basic refused');
  });

  it('takes DOMAIN\\user, and asks once where the password is wrong', async () => {
    const { stage, told } = await stageWith({ ways: ['ntlm'] });
    expect(
      await (await stage.open({ auth: 'ntlm', user: 'EXAMPLE\\ann' })).listFolders(),
    ).not.toEqual([]);
    told.length = 0;
    const error = await failureOf(stage.open({ auth: 'ntlm', password: 'wrong' }));
    expect([error.code, error.disposition]).toEqual(['sign-in-rejected', 'needsOperator']);
    expect(told).toEqual(['ntlm challenged', 'ntlm refused']);
  });

  it('goes on where the server has forgotten who the connection is', async () => {
    const { stage, told } = await stageWith({ ways: ['ntlm'] });
    const session = await stage.open({ auth: 'ntlm' });
    let count = 0;
    stage.misbehave(() => {
      count += 1;
      const headers = { 'WWW-Authenticate': 'NTLM' };
      return count === 1 ? { kind: 'answer', status: 401, headers } : undefined;
    });
    expect(await session.listFolders()).not.toEqual([]);
    expect(told.filter((one) => one === 'ntlm challenged')).toHaveLength(2);
  });
});

describe('a server without the way that was asked for', () => {
  it.for([
    [['bearer'], {}, /OAuth/],
    [['ntlm'], { auth: 'basic' }, /offers NTLM; .* with Basic/],
    [['basic'], { auth: 'ntlm' }, /offers Basic; .* with NTLM/],
  ] as const)('%j', async ([ways, more, words]) => {
    const { stage } = await stageWith({ ways });
    const error = await failureOf(stage.open(more));
    expect([error.code, error.disposition]).toEqual(['sign-in-method-missing', 'needsOperator']);
    expect(`${error.message} ${error.remedy}`).toMatch(words);
  });
});

describe('signing in with tokens', () => {
  const issuer = () => new TokenIssuer(systemClock);

  function sourceOf(tokens: TokenIssuer, holder: string) {
    const asked: (string | undefined)[] = [];
    let current = tokens.issue(holder);
    const source: TokenSource = {
      token: ({ rejected }) => {
        asked.push(rejected);
        if (rejected === current) current = tokens.issue(holder);
        return Promise.resolve(current);
      },
    };
    return { source, asked };
  }

  function byToken(token: TokenSource, more: Partial<EwsSettings> = {}): Partial<EwsSettings> {
    return { password: undefined, token, ...more };
  }

  it('takes another one in mid-run, and repeats what was refused', async () => {
    const tokens = issuer();
    const { stage, told } = await stageWith({ ways: ['bearer'], tokens });
    const { source, asked } = sourceOf(tokens, address);
    const session = await stage.open(byToken(source));
    await session.listFolders();
    tokens.expireAll();
    expect(await session.listFolders()).not.toEqual([]);
    expect(asked.filter((one) => one !== undefined)).toHaveLength(1);
    expect(told.filter((one) => one === 'bearer refused')).toHaveLength(1);
  });

  it('sends no write twice: the line is lost, and the next has another token', async () => {
    const tokens = issuer();
    const { stage } = await stageWith({ ways: ['bearer'], tokens });
    const { source } = sourceOf(tokens, address);
    const session = await stage.open(byToken(source));
    tokens.expireAll();
    const error = await failureOf(session.writeBatch(stage.inboxId, [outgoing(1)], openGate));
    expect([error.code, error.scope, error.disposition]).toEqual([
      'connection-lost',
      'connection',
      'retry',
    ]);
    const next = await stage.open(byToken(source));
    const { generation, nextId } = await next.folderState(stage.inboxId);
    expect([generation > 0, nextId]).toEqual([true, 1]);
  });

  it("opens mailboxes in their owners' place by an application's token", async () => {
    const tokens = issuer();
    const { stage } = await stageWith({ ways: ['bearer'], tokens });
    const { source } = sourceOf(tokens, 'application');
    const session = await stage.open(byToken(source, { user: address, mailbox: address }));
    expect(await session.listFolders()).not.toEqual([]);
    expect((await failureOf(stage.open(byToken(source)))).code).toBe('mailbox-unavailable');
  });

  it('says that a token is refused, and whether there was another', async () => {
    const { stage } = await stageWith({ ways: ['bearer'], tokens: issuer() });
    const { source: fresh } = sourceOf(issuer(), address);
    const error = await failureOf(stage.open(byToken(fresh)));
    expect([error.code, error.scope, error.disposition]).toEqual([
      'token-rejected',
      'mailbox',
      'needsOperator',
    ]);
    expect(error.message).toContain('a fresh one as well');
    const same = { token: () => Promise.resolve('stale') };
    expect((await failureOf(stage.open(byToken(same)))).message).toContain('no newer one');
  });

  it('tells a server without OAuth', async () => {
    const { stage } = await stageWith({ ways: ['basic'] });
    const same = { token: () => Promise.resolve('stale') };
    expect((await failureOf(stage.open(byToken(same)))).code).toBe('sign-in-method-missing');
  });
});

it('a server that repeats what it was sent does not show it', async () => {
  const stage = await startStage();
  const header = Buffer.from(`${address}:${password}`).toString('base64');
  const message = `no Basic ${header}, no ${password}`;
  stage.misbehave(() => ({
    kind: 'fault',
    fault: { code: 'ErrorImpersonateUserDenied', message },
  }));
  const error = await failureOf(stage.open());
  expect(error.code).toBe('impersonation-denied');
  expect(error.serverText).toMatch(/no Basic \*\*\*, no \*\*\*/);
  const steps = JSON.stringify(await probeEws(stage.settings, context));
  expect(steps).toContain('***');
  expect(steps).not.toMatch(new RegExp(`${header}|${password}`));
});

it('a server that repeats it later does not show it either: of a listing, a write, or what is read', async () => {
  const stage = await startStage();
  stage.fill(1);
  const session = await stage.open();
  const { generation } = await session.folderState(stage.inboxId);
  const fault = { code: 'ErrorAccessDenied', message: `{mailbox}=${password}` };
  stage.misbehave(() => ({ kind: 'fault', fault }));
  const written = await session.writeBatch(stage.inboxId, [outgoing(1)], openGate);
  const reading = session.readItems(stage.inboxId, { generation, wholeBytesMax: 1000, ids: [1] });
  const said = [
    await failureOf(session.listFolders()),
    written.kind === 'batch-refused' ? written.error : undefined,
    await failureOf(reading[Symbol.asyncIterator]().next()),
  ].map((error) => error?.serverText);
  expect(said).toEqual(Array.from({ length: 3 }, () => 'ErrorAccessDenied: {mailbox}=***'));
});

it('a wrong password after the first success ends the line, not the connection', async () => {
  const stage = await startStage();
  const session = await stage.open();
  stage.misbehave(() => ({
    kind: 'answer',
    status: 401,
    headers: { 'WWW-Authenticate': 'Basic' },
  }));
  const error = await failureOf(session.listFolders());
  expect([error.code, error.disposition]).toEqual(['connection-lost', 'retry']);
  expect(password).not.toBe('');
});
