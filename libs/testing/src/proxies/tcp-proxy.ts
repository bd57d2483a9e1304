import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { systemClock } from '@mailhaul/kernel';
import { ImapObserver, type ImapStep } from './imap-observer.ts';
import { type PacedLine, PacedPipe } from './paced-pipe.ts';
import { resetSocket } from './reset-socket.ts';

export interface ProxyOptions {
  /** Port on loopback to pass to. */
  readonly port: number;
  /** Added round-trip time, half in each direction. */
  readonly rttMs?: number;
  /** Cap from client to server. What the client handed over goes on to the server also after the client's death. */
  readonly upBytesPerSecond?: number;
  readonly downBytesPerSecond?: number;
  /** All connections together get the rates above, as on one line of one house; else each gets them. */
  readonly sharesLine?: boolean;
  /** How much a client can hand over ahead of a slow line; as much as kernel buffers take by default. */
  readonly bufferBytesMax?: number;
  /** Called for each step of a plaintext IMAP conversation, before its bytes are passed on. */
  readonly onStep?: (step: ImapStep, link: ProxyLink) => void;
}

/** One connection through the proxy. */
export interface ProxyLink {
  readonly observer: ImapObserver | undefined;
  /** The port that the client has on its side: whose it is, its system knows. */
  readonly clientPort: number;
  /** The client's side is open. */
  readonly isOpen: boolean;
  /** Bytes from the client that have not been passed on yet. */
  readonly undelivered: number;
  /** From now on nothing reaches the client until `releaseReplies`. */
  holdReplies(): void;
  releaseReplies(): void;
  /** What the client sends from now on is lost, as when its machine loses power; the server sees the line close. */
  loseClient(): void;
  /** Neither side hears of the other any more, and no connection closes: a half-open line. */
  goSilent(): void;
  /** After `goSilent`: what was held goes on its way. */
  speakAgain(): void;
  /** Resets both sides at once; bytes under way are lost. */
  cut(): void;
}

export interface TcpProxy {
  readonly port: number;
  readonly links: ReadonlySet<ProxyLink>;
  /** Another round-trip time from now on, also for connections that are open. */
  delay(rttMs: number): void;
  /** Resolves when every byte taken over has been delivered and all connections whose client is gone are closed. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const defaultBufferBytes = 4 << 20;
const settlePollMs = 10;

export async function startProxy(options: ProxyOptions): Promise<TcpProxy> {
  const links = new Set<ProxyLink>();
  const shared = linesOf(options);
  let { rttMs = 0 } = options;
  const server = createServer({ noDelay: true }, (client) => {
    const link = connect(client, options, {
      lines: options.sharesLine === true ? shared : linesOf(options),
      delayMs: () => rttMs / 2,
      onEnd: () => links.delete(link),
    });
    links.add(link);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    port: address.port,
    links,
    delay: (ms) => {
      rttMs = ms;
    },
    async settled() {
      while ([...links].some((link) => !link.isOpen)) await systemClock.sleep(settlePollMs);
    },
    async stop() {
      for (const link of links) link.cut();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Lines {
  readonly up: PacedLine | undefined;
  readonly down: PacedLine | undefined;
}

function linesOf({ upBytesPerSecond, downBytesPerSecond }: ProxyOptions): Lines {
  const line = (bytesPerSecond: number | undefined) =>
    bytesPerSecond === undefined ? undefined : { bytesPerSecond, freeAtMs: 0 };
  return { up: line(upBytesPerSecond), down: line(downBytesPerSecond) };
}

function connect(
  client: Socket,
  options: ProxyOptions,
  {
    lines,
    delayMs,
    onEnd,
  }: {
    readonly lines: Lines;
    readonly delayMs: () => number;
    readonly onEnd: () => void;
  },
): ProxyLink {
  const upstream = createConnection({ port: options.port, host: '127.0.0.1', noDelay: true });
  const pace = {
    delayMs,
    bufferBytesMax: options.bufferBytesMax ?? defaultBufferBytes,
  };
  const { onStep } = options;
  const observer =
    onStep === undefined ? undefined : new ImapObserver((step) => onStep(step, link));
  const up = new PacedPipe(upstream, { ...pace, line: lines.up }, () => client.resume());
  const down = new PacedPipe(
    client,
    {
      ...pace,
      line: lines.down,
      onDeliver: (bytes) => observer?.fromServer(bytes),
    },
    () => upstream.resume(),
  );
  let isOpen = true;
  let isLost = false;
  const link: ProxyLink = {
    observer,
    clientPort: client.remotePort ?? 0,
    get isOpen() {
      return isOpen;
    },
    get undelivered() {
      return up.queuedBytes;
    },
    holdReplies: () => down.hold(),
    releaseReplies: () => down.release(),
    loseClient() {
      isLost = true;
      // The piece whose step is being told goes out still.
      queueMicrotask(() => up.end());
      down.hold();
    },
    goSilent() {
      up.hold();
      down.hold();
    },
    speakAgain() {
      up.release();
      down.release();
    },
    cut() {
      up.discard();
      down.discard();
      resetSocket(client);
      resetSocket(upstream);
    },
  };
  client.on('data', (chunk: Buffer) => {
    if (isLost) return;
    observer?.fromClient(chunk);
    if (!up.push(chunk)) client.pause();
  });
  upstream.on('data', (chunk: Buffer) => {
    if (!down.push(chunk)) upstream.pause();
  });
  client.on('end', () => up.end());
  upstream.on('end', () => down.end());
  // A reset is an end like any other; `close` follows.
  client.on('error', () => undefined);
  upstream.on('error', () => undefined);
  client.on('close', () => {
    isOpen = false;
    upstream.resume();
    up.end();
    down.discard();
  });
  upstream.on('close', () => {
    if (isOpen) down.end();
    onEnd();
  });
  return link;
}
