import { createServer, type AddressInfo, type Socket } from 'node:net';
import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { imapConnector } from './imap-connector.ts';

/** A server that speaks as the function says; `lines` collects what it was sent. */
async function serve(answer: (line: string, socket: Socket) => void, greeting = '* OK ready\r\n') {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.write(greeting);
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
        lines.push(rest.slice(0, end));
        rest = rest.slice(end + 2);
        answer(lines.at(-1) ?? '', socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { lines, port };
}

function open(port: number, security: 'none' | 'starttls' = 'none', more: object = {}) {
  const context: OpenContext = {
    clock: systemClock,
    random: systemRandom,
    signal: new AbortController().signal,
  };
  return imapConnector({
    host: '127.0.0.1',
    port,
    security,
    user: 'u',
    password: 'p',
    ...more,
  }).open(context);
}

async function failure(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

const capabilities = 'IMAP4rev1 AUTH=PLAIN SASL-IR ID NAMESPACE ENABLE COMPRESS=DEFLATE CONDSTORE';

function tagOf(line: string): string {
  return line.split(' ', 1)[0] ?? '';
}

function usualAnswer(line: string): string {
  if (/NAMESPACE/.test(line)) return `* NAMESPACE (("" "/")) NIL NIL\r\n${tagOf(line)} OK\r\n`;
  if (/STATUS/.test(line))
    return `* STATUS x (MESSAGES 1 UIDNEXT 5 UIDVALIDITY 6)\r\n${tagOf(line)} OK\r\n`;
  return `${tagOf(line)} OK\r\n`;
}

describe('opening a connection', () => {
  it('signs in with one command, and asks for the rest along with our own first', async () => {
    const { lines, port } = await serve((line, socket) => {
      if (line.includes('AUTHENTICATE'))
        socket.write(`${tagOf(line)} OK [CAPABILITY ${capabilities}] in\r\n`);
      else socket.write(usualAnswer(line));
    }, `* OK [CAPABILITY ${capabilities}] ready\r\n`);
    const session = await open(port);
    expect((await session.folderState('x')).nextId).toBe(5);
    expect(lines.map((line) => line.split(' ')[1])).toEqual([
      'AUTHENTICATE',
      'NAMESPACE',
      'ID',
      'STATUS',
    ]);
    session.abort();
  });

  it('loses nothing that arrives while the line changes hands, however it is cut', async () => {
    const unasked =
      '* OK [ALERT] maintenance tonight\r\n* 23 EXISTS\r\n* LIST () "/" {3}\r\nabc\r\n';
    for (let cut = 0; cut <= unasked.length; cut += 1) {
      let rest = Promise.resolve();
      const { port } = await serve((line, socket) => {
        if (!line.includes('AUTHENTICATE')) {
          void rest.then(() => socket.write(usualAnswer(line)));
          return;
        }
        const answer = `${tagOf(line)} OK [CAPABILITY ${capabilities}] in\r\n`;
        socket.write(answer + unasked.slice(0, cut));
        rest = systemClock.sleep(cut % 3).then(() => void socket.write(unasked.slice(cut)));
      }, `* OK [CAPABILITY ${capabilities}] ready\r\n`);
      // In the middle of a literal the place is lost, and that is said.
      const session = await open(port).catch((error: unknown) => error as ConnectorError);
      if (session instanceof Error) {
        expect(session.code).toBe('protocol-violation');
        expect(cut).toBeGreaterThan(unasked.indexOf('"/" {3}'));
        continue;
      }
      expect((await session.folderState('x')).nextId).toBe(5);
      session.abort();
    }
  });

  it('refuses plain text put in behind the answer to STARTTLS', async () => {
    const { port, lines } = await serve((line, socket) => {
      if (/CAPABILITY/.test(line))
        socket.write(`* CAPABILITY IMAP4rev1 STARTTLS\r\n${tagOf(line)} OK\r\n`);
      else socket.write(`${tagOf(line)} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nx OK\r\n`);
    });
    const error = await failure(open(port, 'starttls'));
    expect(error.code).toBe('tls-failed');
    expect(lines.join()).not.toMatch(/LOGIN|AUTHENTICATE/);
  });

  it('never signs in without encryption where STARTTLS was asked for', async () => {
    const { port, lines } = await serve((line, socket) => {
      if (/CAPABILITY/.test(line)) socket.write(`* CAPABILITY IMAP4rev1\r\n${tagOf(line)} OK\r\n`);
    });
    const error = await failure(open(port, 'starttls'));
    expect(error.scope).toBe('connection');
    expect(error.disposition).toBe('needsOperator');
    expect(lines.join()).not.toMatch(/LOGIN|AUTHENTICATE/);
    const preauth = await serve((line, socket) => {
      socket.write(`* CAPABILITY IMAP4rev1 STARTTLS\r\n${tagOf(line)} OK\r\n`);
    }, '* PREAUTH welcome\r\n');
    expect((await failure(open(preauth.port, 'starttls'))).disposition).toBe('needsOperator');
  });

  it.each([
    ['NO [AUTHENTICATIONFAILED] bad', 'sign-in-rejected', 'mailbox'],
    ['NO [UNAVAILABLE] later', 'server-busy', 'mailbox'],
    ['NO wrong', 'sign-in-rejected', 'mailbox'],
    [
      'NO Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
      'too-many-connections',
      'connection',
    ],
  ])('names a refused sign-in: %s', async (answer, code, scope) => {
    const { port } = await serve((line, socket) => {
      if (/CAPABILITY/.test(line)) socket.write(`* CAPABILITY IMAP4rev1\r\n${tagOf(line)} OK\r\n`);
      else socket.write(`${tagOf(line)} ${answer}\r\n`);
    });
    const error = await failure(open(port));
    expect([error.code, error.scope]).toEqual([code, scope]);
  });

  it.each([
    ['a BYE for a greeting', '* BYE Too many simultaneous connections.\r\n'],
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['silence', ''],
    ['an endless greeting', 'x'.repeat(300_000)],
  ])('ends with an error of the connection at %s', async (_, greeting) => {
    const { port } = await serve(() => undefined, greeting);
    const error = await failure(open(port, 'none', { connectMsMax: 300 }));
    expect(error.scope).toBe('connection');
    expect(error.remedy).not.toBe('');
  });

  it('cut by abort, throws away what the server has not taken', async () => {
    const stopped = Promise.withResolvers<Socket>();
    const { port } = await serve((line, socket) => {
      if (/CAPABILITY/.test(line)) {
        socket.write(`* CAPABILITY IMAP4rev1 LITERAL+ MULTIAPPEND\r\n${tagOf(line)} OK\r\n`);
      } else if (/APPEND/.test(line)) {
        socket.pause();
        stopped.resolve(socket);
      } else socket.write(usualAnswer(line));
    });
    const session = await open(port);
    const body = { kind: 'whole', bytes: Buffer.alloc(30_000_000, 'x') } as const;
    const item = { receivedAt: { epochSeconds: 0, zoneMinutes: 0 }, flags: [], body };
    const gate = { beforeCommit: () => Promise.resolve() };
    const write = failure(session.writeBatch('a', [item], gate));
    const socket = await stopped.promise;
    await systemClock.sleep(50);
    session.abort();
    expect((await write).scope).toBe('connection');
    const ended = new Promise<string>((resolve) => {
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.on('end', () => resolve('end'));
    });
    socket.resume();
    expect(await ended).toBe('ECONNRESET');
  });
});
