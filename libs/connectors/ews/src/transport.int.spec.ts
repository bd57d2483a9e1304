import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { context, failureOf, openGate, outgoing, startStage } from './spec-support/ews-stage.ts';
import { type FrontConduct, startFront } from './spec-support/front.ts';
import { ewsConnector } from './ews-connector.ts';

function head(status: number, more: string, length?: number): string {
  const size = length === undefined ? '' : `Content-Length: ${length}\r\n`;
  return `HTTP/1.1 ${status} Words\r\nContent-Type: text/xml\r\n${size}${more}\r\n`;
}

const plainRefusal =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n';

async function through(conduct: FrontConduct, more: { readonly silenceMsMax?: number } = {}) {
  const stage = await startStage();
  const front = await startFront(stage, conduct);
  const open = () =>
    ewsConnector({ ...stage.settings, port: front.port, auth: 'basic', ...more }).open(context);
  return { stage, open, ...front };
}

/** Writes through it, and reads back. */
async function works({ open, stage }: Awaited<ReturnType<typeof through>>): Promise<void> {
  const session = await open();
  const written = await session.writeBatch(stage.inboxId, [outgoing(1), outgoing(2)], openGate);
  expect(written).toMatchObject({ outcomes: [{ kind: 'written' }, { kind: 'written' }] });
  expect((await session.folderState(stage.inboxId)).itemCount).toBe(2);
  await session.close();
}

describe('an answer that is left early', () => {
  it('gives its line back, also the hundredth time', async () => {
    const stage = await startStage({ isUnexportable: (number) => number % 2 === 0 });
    stage.fill(200);
    // Whoever waits for a line that nobody gives back is told so.
    const session = await stage.open({ silenceMsMax: 2_000 });
    const { generation } = await session.folderState(stage.inboxId);
    const ids = { fromId: 1, belowId: 201 };
    const forms = ['exchange-stream', 'mime'] as const;
    const request = { generation, ids, wholeBytesMax: 1e6, forms };
    const read = await Array.fromAsync(session.readItems(stage.inboxId, request));
    expect(read.map(({ form }) => form)).toEqual(
      Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 'exchange-stream' : 'mime')),
    );
    await session.close();
  });
});

describe('what stands before a server', () => {
  it.for<readonly [string, FrontConduct]>([
    [
      'speaks HTTP/1.0 and ends each line',
      async (_, line, ask) => {
        const { status, body } = await ask();
        line.write(head(status, '').replace('HTTP/1.1', 'HTTP/1.0'));
        line.end(body);
      },
    ],
    [
      'ends each line',
      async (_, line, ask) => {
        const { status, body } = await ask();
        line.write(head(status, 'Connection: close\r\n', body.length));
        line.end(body);
      },
    ],
    [
      'says 100 and 102 first',
      async (_, line, ask) => {
        line.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
        const { status, body } = await ask();
        line.write(head(status, '', body.length));
        line.write(body);
      },
    ],
    [
      'compresses unasked',
      async (_, line, ask) => {
        const { status, body } = await ask();
        const bytes = gzipSync(body);
        line.write(head(status, 'Content-Encoding: gzip\r\n', bytes.length));
        line.write(bytes);
      },
    ],
    [
      'compresses another way unasked',
      async (_, line, ask) => {
        const { status, body } = await ask();
        const bytes = deflateSync(body);
        line.write(head(status, 'Content-Encoding: deflate\r\n', bytes.length));
        line.write(bytes);
      },
    ],
    [
      'says first that one may go on',
      async (_, line, ask) => {
        const { status, body } = await ask();
        line.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
        line.write(head(status, '', body.length));
        line.write(body);
      },
    ],
    [
      'answers in chunks of one byte',
      async (_, line, ask) => {
        const { status, body } = await ask();
        line.write(head(status, 'Transfer-Encoding: chunked\r\n'));
        for (const byte of body) line.write(Buffer.from([0x31, 13, 10, byte, 13, 10]));
        line.write('0\r\n\r\n');
      },
    ],
    [
      'refuses chunked requests',
      async ({ headers, body: told }, line, ask) => {
        const isPlain = headers['content-length'] === String(told.length);
        if (
          !isPlain ||
          headers['transfer-encoding'] !== undefined ||
          headers.expect !== undefined
        ) {
          line.end(head(411, '', 0));
          return;
        }
        const { status, body } = await ask();
        line.write(head(status, '', body.length));
        line.write(body);
      },
    ],
  ])('%s', async ([, conduct]) => {
    await works(await through(conduct));
  });

  it('refuses a request in its own words, on a fresh line as well: it is refused', async () => {
    let isRefusing = false;
    const front = await through(async (_, line, ask) => {
      if (isRefusing) {
        line.write(`${plainRefusal}\r\nBad Request\r\n`);
        return;
      }
      const { status, body } = await ask();
      line.write(head(status, '', body.length));
      line.write(body);
    });
    const session = await front.open();
    isRefusing = true;
    const before = front.requests.length;
    const { code } = await failureOf(session.folderState(front.stage.inboxId));
    expect([code, front.requests.length - before]).toEqual(['command-refused', 2]);
    isRefusing = false;
    expect((await session.folderState(front.stage.inboxId)).itemCount).toBe(0);
    await session.close();
  });

  it('wants to see its cookies again, until they are over', async () => {
    let count = 0;
    const front = await through(async (_, line, ask) => {
      const { status, body } = await ask();
      count += 1;
      const cookie = count === 1 ? 'a=1; path=/; HttpOnly\r\nSet-Cookie: b=2' : 'b=; Max-Age=0';
      line.write(head(status, `Set-Cookie: ${cookie}\r\n`, body.length));
      line.write(body);
    });
    await works(front);
    const cookies = front.requests.map(({ headers }) => headers.cookie);
    expect([cookies[0], cookies[1], cookies.at(-1)]).toEqual([undefined, 'a=1; b=2', 'a=1']);
  });

  it.for([undefined, 'basic'] as const)(
    'refuses without saying what it wants: it gets the oldest way (%s)',
    async (auth) => {
      const { stage, port } = await through(async ({ headers }, line, ask) => {
        if (headers.authorization === undefined) {
          line.write(head(401, '', 0));
          return;
        }
        const { status, body } = await ask();
        line.write(head(status, '', body.length));
        line.write(body);
      });
      const settings = { ...stage.settings, port, ...(auth === undefined ? {} : { auth }) };
      const session = await ewsConnector(settings).open(context);
      expect(await session.listFolders()).not.toEqual([]);
    },
  );

  it.for([301, 302, 307, 308])(
    'leads with %s to another path of its own, from then on',
    async (status) => {
      const front = await through(async ({ url }, line, ask) => {
        if (url === '/old') {
          line.write(head(status, 'Location: /EWS/Exchange.asmx\r\n', 0));
          return;
        }
        const answer = await ask();
        line.write(head(answer.status, '', answer.body.length));
        line.write(answer.body);
      });
      const { stage, port, requests } = front;
      const settings = { ...stage.settings, port, path: '/old', auth: 'basic' } as const;
      const session = await ewsConnector(settings).open(context);
      expect(await session.listFolders()).not.toEqual([]);
      expect(requests.filter(({ url }) => url === '/old')).toHaveLength(1);
    },
  );

  it.for([
    'https://127.0.0.1/EWS/Exchange.asmx',
    'http://far.example/EWS/Exchange.asmx',
    '//far.example/EWS/Exchange.asmx',
    '/owa/auth/logon.aspx?url=x',
    '/EWS/Exchange.asmx',
    'javascript:1',
    '',
  ])('is not followed to %j', async (location) => {
    const { open, requests } = await through((_, line) => {
      line.write(head(302, `Location: ${location}\r\n`, 0));
    });
    const error = await failureOf(open());
    expect([error.code, error.scope, error.disposition]).toEqual([
      'not-exchange',
      'connection',
      'needsOperator',
    ]);
    expect(requests).toHaveLength(1);
  });

  it('leads in a circle, and is left', async () => {
    const { open, requests } = await through(({ url }, line) => {
      line.write(head(302, `Location: ${url === '/a' ? '/b' : '/a'}\r\n`, 0));
    });
    expect((await failureOf(open())).code).toBe('not-exchange');
    expect(requests.length).toBeLessThan(10);
  });

  it('sends a small thing that grows without end: refused, within bounds', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const { open } = await through((_, line) => {
      line.write(head(200, 'Content-Encoding: gzip\r\n', bomb.length));
      line.write(bomb);
    });
    const error = await failureOf(open());
    expect(error.code).toBe('answer-too-large');
  });

  it.for([
    ['what is no gzip', 'gzip', 'connection-lost'],
    ['a way that is not known', 'br', 'protocol-violation'],
  ] as const)('compresses by %s: refused', async ([, coding, code]) => {
    const { open } = await through((_, line) => {
      line.write(head(200, `Content-Encoding: ${coding}\r\n`, 5));
      line.write('<xml>');
    });
    expect((await failureOf(open())).code).toBe(code);
  });

  it('forgets who NTLM signed in: said as such', async () => {
    const stage = await startStage({ signIn: { ways: ['ntlm'] } });
    const { port } = await startFront(stage, async ({ headers }, line) => {
      const challenge = Buffer.alloc(48);
      challenge.write('NTLMSSP\0', 'latin1');
      challenge.writeUInt32LE(2, 8);
      challenge.writeUInt32LE(0xa0888205, 20);
      const told = headers.authorization === undefined ? '' : ` ${challenge.toString('base64')}`;
      line.end(head(401, `WWW-Authenticate: NTLM${told}\r\nConnection: close\r\n`, 0));
      await Promise.resolve();
    });
    const error = await failureOf(
      ewsConnector({ ...stage.settings, port, auth: 'ntlm' }).open(context),
    );
    expect([error.code, error.disposition]).toEqual(['sign-in-method-missing', 'needsOperator']);
    expect(error.remedy).toContain('balancer');
  });
});
