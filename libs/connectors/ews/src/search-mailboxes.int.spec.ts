import type { EwsServerOptions, Misbehaviour } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { searchMailboxes } from './directory/search-mailboxes.ts';
import type { EwsSettings } from './ews-settings.ts';
import { selfSigned } from './spec-support/self-signed.ts';
import { address, context, failureOf, password, startStage } from './spec-support/ews-stage.ts';

const own = { address, password };

/** `bob000@example.com` and so on. */
function mailboxes(count: number, name = 'bob') {
  const one = (_: unknown, n: number) => ({
    address: `${name}${String(n).padStart(3, '0')}@example.com`,
    password,
  });
  return [own, ...Array.from({ length: count }, one)];
}

async function stageWith(options: Partial<EwsServerOptions> = {}) {
  const stage = await startStage(options);
  const asked: string[] = [];
  const misbehave = (deed: (operation: string) => Misbehaviour | undefined) =>
    stage.misbehave(({ operation }) => {
      asked.push(operation);
      return deed(operation);
    });
  misbehave(() => undefined);
  const search = (text: string, more: Partial<EwsSettings> = {}) =>
    searchMailboxes({ ...stage.settings, ...more }, { text }, context);
  return { stage, asked, misbehave, search };
}

describe('a search for mailboxes', () => {
  it('tells their addresses, names and kinds, and that these are all', async () => {
    const { search, asked } = await stageWith({ mailboxes: mailboxes(3) });
    expect(await search(' Bob ')).toEqual({
      entries: ['bob000', 'bob001', 'bob002'].map((name) => ({
        ...{ address: `${name}@example.com`, name: `${name}@example.com`, kind: 'mailbox' },
      })),
    });
    expect(asked).toEqual(['ResolveNames']);
  });

  it('of nobody finds nobody', async () => {
    const { search } = await stageWith();
    expect(await search('zzz')).toEqual({ entries: [] });
    expect(await search('a<b&"c')).toEqual({ entries: [] });
  });

  it('that one question cannot answer asks on, letter after letter, and says so', async () => {
    const { search, asked } = await stageWith({
      mailboxes: mailboxes(250),
      version: { major: 14, minor: 1 },
    });
    const { entries, limit } = await search('b');
    expect([new Set(entries.map((one) => one.address)).size, limit]).toEqual([250, 'letters']);
    expect(asked.length).toBeLessThan(130);
  });

  it('takes the list of searchable mailboxes where the account may see it', async () => {
    const admin = { address: 'admin@example.com', password, mayImpersonate: true };
    const { search, asked } = await stageWith({ mailboxes: [...mailboxes(250), admin] });
    const { entries, limit } = await search('bob', { user: admin.address });
    expect([entries.length, limit]).toEqual([250, undefined]);
    expect(asked).toEqual(['ResolveNames', 'GetSearchableMailboxes']);
  });

  it('ends at 500 entries', async () => {
    const { search } = await stageWith({ mailboxes: mailboxes(700) });
    const { entries, limit } = await search('');
    expect([entries.length, limit]).toEqual([500, 'entries']);
  });

  it('ends at two hundred questions', async () => {
    const { search, asked } = await stageWith({ mailboxes: mailboxes(120, 'b'.repeat(40)) });
    const { entries, limit } = await search('b');
    expect([entries.length, limit]).toEqual([120, 'questions']);
    expect(asked.filter((operation) => operation === 'ResolveNames')).toHaveLength(200);
  });

  it('goes over the guarded line: signed in by NTLM, over TLS that is trusted', async () => {
    const tls = selfSigned('IP:127.0.0.1');
    const { search } = await stageWith({ tls, signIn: { ways: ['ntlm'] } });
    const trusted = { security: 'tls', ca: tls.cert } as const;
    expect((await search('ann', trusted)).entries).toHaveLength(1);
    expect((await failureOf(search('ann', { security: 'tls' }))).code).toBe('certificate-rejected');
    expect((await failureOf(search('ann', { ...trusted, password: 'wrong' }))).code).toBe(
      'sign-in-rejected',
    );
  });
});

const resolution = (content: string) =>
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
  '<m:ResolveNamesResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"' +
  ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ResponseMessages>' +
  `<m:ResolveNamesResponseMessage ResponseClass="Success">${content}</m:ResolveNamesResponseMessage>` +
  '</m:ResponseMessages></m:ResolveNamesResponse></s:Body></s:Envelope>';
const answer = (body: string) => ({ kind: 'answer', status: 200, body }) as const;

describe('a server that is asked for mailboxes and', () => {
  it.for([
    [
      'is busy',
      { kind: 'fault', fault: { code: 'ErrorServerBusy', backOffMs: 5000 } },
      { code: 'throttled', retryAfterMs: 5000 },
    ],
    [
      'repeats the password',
      { kind: 'fault', fault: { code: 'ErrorAccessDenied', message: `is it ${password}?` } },
      { code: 'permission-denied', serverText: 'ErrorAccessDenied: is it ***?' },
    ],
    [
      'refuses the question',
      { kind: 'refusal', code: 'ErrorAccessDenied' },
      { code: 'permission-denied' },
    ],
    ['has no EWS', { kind: 'answer', status: 404 }, { code: 'not-exchange' }],
    [
      'has a document type',
      answer(`<!DOCTYPE a [<!ENTITY b "c">]>${resolution('')}`),
      { code: 'protocol-violation' },
    ],
    ['nests without end', answer(resolution('<m:a>'.repeat(1000))), { code: 'protocol-violation' }],
    [
      'goes on without end',
      answer(resolution(`<m:MessageText>${'x'.repeat(2 << 20)}</m:MessageText>`)),
      { code: 'answer-too-large' },
    ],
    ['says nothing', answer(resolution('')), { code: 'protocol-violation' }],
    ['speaks of something else', answer('<html/>'), { code: 'protocol-violation' }],
  ] as const)('%s', async ([, deed, expected]) => {
    const { search, misbehave } = await stageWith();
    misbehave(() => deed);
    expect(await failureOf(search('ann'))).toMatchObject(expected);
  });

  it('tells entries of every kind, odd ones among them: those with an address', async () => {
    const { search, misbehave } = await stageWith();
    const box = (inner: string) => `<t:Resolution><t:Mailbox>${inner}</t:Mailbox></t:Resolution>`;
    const mail = (text: string) => `<t:EmailAddress>${text}</t:EmailAddress>`;
    const kind = (text: string) => `<t:MailboxType>${text}</t:MailboxType>`;
    const all = [
      box(`<t:Name>All &amp; sundry</t:Name>${mail('all@example.com')}${kind('PublicDL')}`),
      box(`${mail('/o=Example/cn=Recipients/cn=x')}${kind('Mailbox')}`),
      box(`${mail('smtp:out@example.org')}${kind('Contact')}`),
      box(`${mail('pf@example.com')}${kind('PublicFolder')}`),
      box(`<t:Name>none</t:Name>`),
      box(mail('odd@example.com')),
    ];
    const set = `<m:ResolutionSet TotalItemsInView="6" IncludesLastItemInRange="true">${all.join('')}</m:ResolutionSet>`;
    misbehave(() => answer(resolution(`<m:ResponseCode>NoError</m:ResponseCode>${set}`)));
    expect((await search('a')).entries.map((one) => [one.address, one.name, one.kind])).toEqual([
      ['all@example.com', 'All & sundry', 'group'],
      ['odd@example.com', '', 'other'],
      ['out@example.org', '', 'contact'],
      ['pf@example.com', '', 'public-folder'],
    ]);
  });
});
