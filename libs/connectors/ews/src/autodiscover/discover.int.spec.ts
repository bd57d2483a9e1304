import type { AddressGuard } from '@mailhaul/connector-contract';
import type {
  AutodiscoverDeed,
  AutodiscoverRequest,
  EwsAutodiscoverOptions,
  EwsSignInOptions,
} from '@mailhaul/mail-servers';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorOf } from '../errors.ts';
import { type EwsSettings, ewsSettingsSchema } from '../ews-settings.ts';
import { ewsConnector } from '../ews-connector.ts';
import { address, context, failureOf, password, startStage } from '../spec-support/ews-stage.ts';
import { selfSigned } from '../spec-support/self-signed.ts';
import { type DiscoverySeams, discover } from './discover.ts';

const ours = selfSigned(
  'DNS:example.com,DNS:autodiscover.example.com,DNS:mail.example.com,DNS:mail.hoster.example,DNS:far.example',
);
const everywhere: AddressGuard = { resolve: () => Promise.resolve(['127.0.0.1']) };
const noSrv: DiscoverySeams = { resolveSrv: () => Promise.resolve([]), openPort: 1 };

type Services = EwsAutodiscoverOptions['services'];

/** A server that is all hosts at once, and the settings of a domain that leads to it. */
async function stageOf(
  services: Services,
  more: { signIn?: EwsSignInOptions; host?: string } = {},
) {
  const asked: AutodiscoverRequest[] = [];
  let onRequest: (request: AutodiscoverRequest) => AutodiscoverDeed | undefined = () => undefined;
  const autodiscover = {
    ...{ ewsUrl: '', services },
    onRequest: (request: AutodiscoverRequest) => {
      asked.push(request);
      return onRequest(request);
    },
  };
  const { signIn, host = 'mail.example.com' } = more;
  const stage = await startStage({ tls: ours, autodiscover, ...(signIn ? { signIn } : {}) });
  const { port } = stage.server;
  autodiscover.ewsUrl = `https://${host}:${port}/EWS/Exchange.asmx`;
  const settings: EwsSettings = {
    ...{ host: 'example.com', port, security: 'tls', ca: ours.cert, autodiscover: true },
    ...{ user: address, password, addressGuard: everywhere },
  };
  return {
    ...{ asked, port, settings },
    ewsUrl: autodiscover.ewsUrl,
    answerBy: (next: typeof onRequest) => (onRequest = next),
    find: (extra: Partial<EwsSettings> = {}, seams = noSrv) =>
      discover(ewsSettingsSchema.parse({ ...settings, ...extra }), context, seams),
  };
}

describe('Autodiscover', () => {
  it.for([
    [['json'], false],
    [['soap'], true],
    [['plain'], true],
    [['json', 'soap', 'plain'], false],
  ] as const)('asks %j', async ([services, needsSignIn]) => {
    const { asked, find, port } = await stageOf(services);
    const place = await find();
    expect(place).toEqual({ host: 'mail.example.com', port, path: '/EWS/Exchange.asmx' });
    expect(asked.some(({ isSignedIn }) => isSignedIn)).toBe(needsSignIn);
    expect(asked[0]).toMatchObject({ address, hasCredentials: false });
  });

  it('opens the mailbox where it was led to, and asks once for all sessions', async () => {
    const { asked, settings } = await stageOf(['plain']);
    const connector = ewsConnector(settings);
    expect(connector.identity).toContain('@example.com:');
    for (let n = 0; n < 2; n += 1) {
      const session = await connector.open(context);
      onTestFinished(() => session.abort());
      expect(await session.listFolders()).not.toEqual([]);
    }
    expect(asked.filter(({ isSignedIn }) => isSignedIn)).toHaveLength(1);
  });

  it('signs in by NTLM where that is offered', async () => {
    const { find } = await stageOf(['soap'], { signIn: { ways: ['ntlm'] } });
    expect(await find()).toMatchObject({ host: 'mail.example.com' });
  });

  it('goes on to the host below the domain', async () => {
    const { find, answerBy, asked } = await stageOf(['soap', 'plain']);
    answerBy(({ host }) => (host.startsWith('auto') ? undefined : { kind: 'answer', status: 404 }));
    expect(await find()).toMatchObject({ host: 'mail.example.com' });
    // What the website of the domain does not ask for it does not see.
    const website = asked.filter(({ host }) => host.startsWith('example.com'));
    expect(website.some(({ hasCredentials }) => hasCredentials)).toBe(false);
    expect(website).not.toEqual([]);
  });

  it.for(['soap', 'plain'] as const)(
    'follows %s to another place and another address',
    async (service) => {
      const { find, answerBy, port, asked } = await stageOf([service]);
      answerBy(({ host, address: told }) => {
        if (host.startsWith('example.com')) {
          return {
            kind: 'url',
            url: `https://autodiscover.example.com:${port}/autodiscover/autodiscover.${service === 'soap' ? 'svc' : 'xml'}`,
          };
        }
        return told === address ? { kind: 'address', address: 'ann@mail.example.com' } : undefined;
      });
      expect(await find()).toMatchObject({ host: 'mail.example.com' });
      expect(asked.at(-1)).toMatchObject({ address: 'ann@mail.example.com', isSignedIn: true });
    },
  );

  it('follows an unencrypted request and the SRV record, to hosts that may be', async () => {
    const { find, answerBy, port } = await stageOf(['plain']);
    answerBy(({ host }) => (host.startsWith('mail') ? undefined : { kind: 'answer', status: 404 }));
    const open = createServer((_, reply) => {
      reply.writeHead(302, {
        location: `https://mail.example.com:${port}/autodiscover/autodiscover.xml`,
      });
      reply.end();
    });
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void open.close());
    const { port: openPort } = open.address() as { port: number };
    expect(await find({}, { ...noSrv, openPort })).toMatchObject({ host: 'mail.example.com' });
    const resolveSrv = () => Promise.resolve([{ name: 'mail.example.com', port }]);
    expect(await find({}, { ...noSrv, resolveSrv })).toMatchObject({ host: 'mail.example.com' });
  });

  it('shows nothing to a server of another domain, unless the connection names it', async () => {
    const { find, asked, answerBy, port } = await stageOf(['plain'], {
      host: 'mail.hoster.example',
    });
    const error = await failureOf(find());
    expect([error.code, error.scope, error.disposition]).toEqual([
      'autodiscover-failed',
      'connection',
      'needsOperator',
    ]);
    expect(error.remedy).toContain('autodiscover-hosts=mail.hoster.example');
    expect(await find({ autodiscoverHosts: ['hoster.example'] })).toMatchObject({
      host: 'mail.hoster.example',
    });
    asked.length = 0;
    answerBy(() => ({
      kind: 'url',
      url: `https://far.example:${port}/autodiscover/autodiscover.xml`,
    }));
    expect((await failureOf(find())).serverText).toBe('far.example');
    answerBy(() => ({ kind: 'address', address: 'ann@far.example' }));
    expect((await failureOf(find())).code).toBe('autodiscover-failed');
    expect(asked.filter(({ host }) => host.startsWith('far'))).toEqual([]);
  });

  it.for([
    ['http', 'http://mail.example.com/EWS/Exchange.asmx'],
    ['a user', 'https://ann:pw@mail.example.com/EWS/Exchange.asmx'],
    ['no URL', '//'],
    ['a name that only begins so', 'https://example.com.far.example/EWS'],
    ['a name that only ends so', 'https://notexample.com/EWS'],
    ['a path that is none', 'https://mail.example.com/"><x>'],
  ] as const)('does not believe in %s', async ([, url]) => {
    const { find, answerBy } = await stageOf(['json']);
    answerBy(() => ({ kind: 'url', url }));
    const found = await find().catch((error: unknown) => error);
    expect(found).toMatchObject(
      url.includes('"') ? { path: '/%22%3E%3Cx%3E' } : { code: 'autodiscover-failed' },
    );
  });

  it('asks the guard for every host, and connects to none that it refuses', async () => {
    const { find, asked } = await stageOf(['json', 'soap', 'plain']);
    const seen: string[] = [];
    const addressGuard: AddressGuard = {
      resolve: (host) => {
        seen.push(host);
        return Promise.reject(errorOf('address-refused'));
      },
    };
    expect((await failureOf(find({ addressGuard }))).code).toBe('address-refused');
    expect(new Set(seen)).toEqual(new Set(['example.com', 'autodiscover.example.com']));
    expect(asked).toEqual([]);
  });

  it('says that the password is wrong, having shown it once to each host', async () => {
    const { find, asked } = await stageOf(['soap', 'plain']);
    expect((await failureOf(find({ password: 'wrong' }))).code).toBe('sign-in-rejected');
    expect(asked.filter(({ hasCredentials }) => hasCredentials)).toHaveLength(2);
  });

  it('wants an address', async () => {
    const { find } = await stageOf(['json']);
    expect((await failureOf(find({ user: 'EXAMPLE\\ann' }))).message).toContain('mail address');
  });
});

describe('hostile answers', () => {
  const deep = `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`;
  it.for([
    ['a document type', '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'],
    ['half a document', '<Autodiscover><Response>'],
    ['a deep document', deep],
    ['too many elements', `<x>${'<a/>'.repeat(5000)}</x>`],
    ['too much', `<x>${'a'.repeat(600_000)}</x>`],
    ['a page', '<html><body>Hello</body></html>'],
    ['nothing', ''],
  ])('%s', async ([, body = '']) => {
    const { find, answerBy } = await stageOf(['json', 'soap', 'plain']);
    answerBy(() => ({ kind: 'answer', status: 200, body }));
    expect((await failureOf(find())).code).toBe('autodiscover-failed');
  });

  it('redirections in a circle, and without end', async () => {
    const { find, answerBy, port, asked } = await stageOf(['plain']);
    answerBy(() => ({
      kind: 'url',
      url: `https://example.com:${port}/autodiscover/autodiscover.xml`,
    }));
    expect((await failureOf(find())).code).toBe('autodiscover-failed');
    let count = 0;
    answerBy(() => ({ kind: 'address', address: `a${(count += 1)}@example.com` }));
    expect((await failureOf(find())).code).toBe('autodiscover-failed');
    expect(asked.length).toBeLessThan(60);
  });
});
