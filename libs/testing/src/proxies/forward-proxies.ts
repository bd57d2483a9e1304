import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

export interface ForwardProxyOptions {
  /** Without it everybody may use the proxy. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Where connections go, whatever was asked for; undefined: refused. */
  readonly port: number | undefined;
}

/** A proxy on loopback, for specs. */
export interface ForwardProxy {
  readonly port: number;
  /** `host:port` of each connection asked for, as the client wrote it. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** HTTP CONNECT (RFC 9110 §9.3.6), with Basic credentials. */
export async function startHttpProxy(options: ForwardProxyOptions): Promise<ForwardProxy> {
  const asked: string[] = [];
  const { credentials } = options;
  const basic = Buffer.from(`${credentials?.user ?? ''}:${credentials?.password ?? ''}`);
  const expected = `Basic ${basic.toString('base64')}`;
  const server = createHttpServer((_, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    const isKnown =
      credentials === undefined || request.headers['proxy-authorization'] === expected;
    if (!isKnown || options.port === undefined) {
      client.end(
        `HTTP/1.1 ${isKnown ? '403 Forbidden' : '407 Proxy Authentication Required'}\r\n\r\n`,
      );
      return;
    }
    // The answer and the server's greeting may come in one piece.
    join(client, options.port, 'HTTP/1.1 200 Connection established\r\n\r\n');
  });
  return running(server, asked);
}

/** SOCKS 4a and 5 (RFC 1928, RFC 1929), CONNECT only. */
export async function startSocksProxy(options: ForwardProxyOptions): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    void serveSocks(client, options, asked).catch(() => client.destroy());
  });
  return running(server, asked);
}

async function serveSocks(
  client: Socket,
  options: ForwardProxyOptions,
  asked: string[],
): Promise<void> {
  const read = reader(client);
  const [version = 0] = await read(1);
  if (version === 4) await serveSocks4(client, { read, options, asked });
  else await serveSocks5(client, { read, options, asked });
}

interface SocksTalk {
  readonly read: (count: number) => Promise<Buffer>;
  readonly options: ForwardProxyOptions;
  readonly asked: string[];
}

async function serveSocks4(client: Socket, { read, options, asked }: SocksTalk): Promise<void> {
  const head = await read(7);
  const user = await untilZero(read);
  const isName = head[3] === 0 && head[4] === 0 && head[5] === 0 && head[6] !== 0;
  const host = isName ? await untilZero(read) : head.subarray(3, 7).join('.');
  asked.push(`${host}:${head.readUInt16BE(1)}`);
  const isGood = options.port !== undefined && user === (options.credentials?.user ?? '');
  const answer = Buffer.from([0, isGood ? 90 : 91, 0, 0, 0, 0, 0, 0]);
  if (isGood) join(client, options.port, answer);
  else client.end(answer);
}

async function serveSocks5(client: Socket, { read, options, asked }: SocksTalk): Promise<void> {
  const { credentials, port } = options;
  const methods = await read((await read(1))[0] ?? 0);
  const method = credentials === undefined ? 0 : 2;
  if (!methods.includes(method)) {
    client.end(Buffer.from([5, 255]));
    return;
  }
  client.write(Buffer.from([5, method]));
  if (credentials !== undefined) {
    await read(1);
    const user = (await read((await read(1))[0] ?? 0)).toString();
    const password = (await read((await read(1))[0] ?? 0)).toString();
    const isKnown = user === credentials.user && password === credentials.password;
    client.write(Buffer.from([1, isKnown ? 0 : 1]));
    if (!isKnown) {
      client.end();
      return;
    }
  }
  const kind = (await read(4))[3] ?? 0;
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(1))[0] ?? 0);
  const address = await read(length);
  const host = kind === 3 ? address.toString() : address.join('.');
  asked.push(`${host}:${(await read(2)).readUInt16BE(0)}`);
  const answer = Buffer.from([5, port === undefined ? 2 : 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  if (port === undefined) client.end(answer);
  else join(client, port, answer);
}

/** Goes on as a pipe once the other side is reached. */
function join(client: Socket, port: number | undefined, answer: string | Buffer): void {
  const server = connect(port ?? 0, '127.0.0.1');
  server.once('connect', () => {
    client.write(answer);
    client.pipe(server).pipe(client);
  });
  client.on('error', () => server.destroy());
  client.on('close', () => server.destroy());
  server.on('error', () => client.destroy());
  server.on('close', () => client.destroy());
}

function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return async (count) => {
    if (count === 0) return Buffer.alloc(0);
    for (;;) {
      const piece = socket.read(count) as Buffer | null;
      if (piece !== null) return piece;
      if (socket.readableEnded || socket.destroyed) throw new Error('the client is gone');
      await new Promise((resolve) => {
        socket.once('readable', resolve);
        socket.once('close', resolve);
      });
    }
  };
}

async function untilZero(read: (count: number) => Promise<Buffer>): Promise<string> {
  let text = '';
  for (let at = 0; at < 512; at += 1) {
    const [byte = 0] = await read(1);
    if (byte === 0) return text;
    text += String.fromCharCode(byte);
  }
  throw new Error('too long');
}

async function running(server: Server, asked: readonly string[]): Promise<ForwardProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
