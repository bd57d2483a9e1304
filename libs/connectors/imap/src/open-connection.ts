import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import { dialOf, openTunnel, withoutSecrets } from '@mailhaul/connector-line';
import type { Clock } from '@mailhaul/kernel';
import type { ImapFlow } from 'imapflow';
import { abortedError, timeoutError } from './errors.ts';
import type { ValidImapSettings } from './imap-settings.ts';
import { type Line, type LineMaking, lineTransport } from './open-socket.ts';
import { openingError, unencryptedError } from './opening-errors.ts';
import type { SignInWay } from './sasl/choose-mechanism.ts';
import { signIn } from './sasl/sign-in.ts';
import { type ServerFeatures, serverFeatures } from './server-features.ts';
import { tokenRejectedError } from './sign-in-errors.ts';
import { signInPlan, takeOverSignIn } from './sign-in-on-client.ts';
import { takeLeftover } from './take-leftover.ts';
import { TlsSessions } from './tls/tls-sessions.ts';

/** A signed-in connection that nobody reads or writes any more. */
export interface OpenedConnection {
  readonly socket: Duplex;
  readonly line: Line;
  readonly features: ServerFeatures;
  /** Bytes that the server sent unasked while the connection changed hands. */
  readonly leftover: Buffer;
  /** How it was signed in; undefined where the server let us in by itself (PREAUTH). */
  readonly way: SignInWay | undefined;
}

/** Loads what connecting needs, so that it is there when the first connection is opened. */
export function preloadImap(): void {
  // Where it cannot be loaded, opening a connection says so.
  import('imapflow').catch(() => undefined);
}

/** What outlives one connection, and what a probe wants to see of it. */
export interface OpeningSeams {
  readonly sessions?: TlsSessions;
  readonly line?: Line;
}

/**
 * imapflow connects and secures (docs/adr/0002), we sign in; then the line is ours. Where the server refuses an access
 * token, a fresh one is asked for once and tried on a connection of its own.
 */
export async function openConnection(
  settings: ValidImapSettings,
  context: OpenContext,
  seams: OpeningSeams = {},
): Promise<OpenedConnection> {
  const { sessions = new TlsSessions(), line = { raw: undefined, tls: undefined } } = seams;
  const { token } = settings;
  const first = await secretOf(settings, context);
  const attempt = (secret: string) =>
    connectOnce(settings, context, { secret, sessions, line }).catch((error: unknown) => {
      throw withoutSecrets(openingError(error), secretsOf(settings, secret));
    });
  if (token === undefined) return attempt(first);
  const rejection = await attempt(first).catch(rejectionOrThrow);
  if (!(rejection instanceof ConnectorError)) return rejection;
  const second = await token.token({ ...context, rejected: first });
  if (second === first) throw tokenRejectedError(rejection, false);
  const again = await attempt(second).catch(rejectionOrThrow);
  if (again instanceof ConnectorError) throw tokenRejectedError(again, true);
  return again;
}

function rejectionOrThrow(error: unknown): ConnectorError {
  if (error instanceof ConnectorError && error.code === 'sign-in-rejected') return error;
  throw error;
}

async function secretOf(settings: ValidImapSettings, context: OpenContext): Promise<string> {
  const { password, token } = settings;
  if (token !== undefined) return token.token(context);
  return typeof password === 'function' ? await password() : (password ?? '');
}

function secretsOf({ proxy }: ValidImapSettings, secret: string): string[] {
  return proxy?.password === undefined ? [secret] : [secret, proxy.password];
}

interface Attempt {
  readonly secret: string;
  readonly sessions: TlsSessions;
  readonly line: Line;
}

async function connectOnce(
  settings: ValidImapSettings,
  context: OpenContext,
  { secret, sessions, line }: Attempt,
): Promise<OpenedConnection> {
  const { ImapFlow: Client } = await import('imapflow');
  if (context.signal.aborted) throw abortedError(context.signal.reason);
  line.raw = undefined;
  line.tls = undefined;
  const { clock } = context;
  let client: ImapFlow | undefined;
  let way: SignInWay | undefined;
  const connect = async (isOver: () => boolean): Promise<ImapFlow> => {
    const route = await routeOf(settings, clock, line);
    if (isOver()) throw abortedError(undefined);
    const made = new Client({
      ...clientOptions(settings),
      transport: lineTransport({ settings, sessions, route }, line),
    });
    client = made;
    // Errors also arrive here after connect() has rejected.
    made.on('error', () => undefined);
    takeOverSignIn(made, async (commands) => {
      way = await signIn(commands, signInPlan(settings, context, { secret, line }));
    });
    await made.connect();
    return made;
  };
  try {
    const connected = await inTime(settings, context, connect);
    if (!connected.authenticated) throw abortedError(context.signal.reason);
    if (settings.security !== 'none' && line.tls === undefined) throw unencryptedError();
    const { socket } = connected.unbind();
    socket.setTimeout(0);
    socket.pause();
    const leftover = await takeLeftover(connected, clock);
    const features = serverFeatures(capabilityNames(connected));
    return { socket, line, features, leftover, way };
  } catch (error) {
    client?.close();
    (line.raw as Socket | undefined)?.destroy();
    throw error;
  }
}

/** Through the proxy, or where to connect to. @throws ConnectorError, ProxyFailure, what the look-up says */
async function routeOf(
  { proxy, host, port, lookupMsMax, addressGuard: guard }: ValidImapSettings,
  clock: Clock,
  line: Line,
): Promise<LineMaking['route']> {
  if (proxy === undefined) return { dial: await dialOf(host, { clock, lookupMsMax, guard }) };
  const onSocket = (socket: Socket) => {
    line.raw = socket;
  };
  const tunnel = await openTunnel({ proxy, host, port, lookupMsMax, clock, guard, onSocket });
  return { tunnel };
}

function clientOptions(settings: ValidImapSettings) {
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    doSTARTTLS: settings.security === 'starttls',
    // Never sent: imapflow must only come to the point where we sign in.
    auth: { user: settings.user, accessToken: 'none' },
    logger: false,
    disableCompression: true,
    disableAutoIdle: true,
    disableAutoEnable: true,
    // One time-out of ours, by our clock; these only must not be earlier.
    connectionTimeout: settings.connectMsMax * 2,
    greetingTimeout: settings.connectMsMax * 2,
    socketTimeout: settings.connectMsMax * 2,
    maxLineLength: openingBytesMax,
    maxLiteralSize: openingBytesMax,
    maxResponseSize: openingBytesMax,
  } as const;
}

/** imapflow keeps `APPENDLIMIT=123` as a name and a number. */
function capabilityNames({ capabilities }: ImapFlow): string[] {
  return [...capabilities].map(([name, value]) =>
    typeof value === 'number' ? `${name}=${value}` : name,
  );
}

/** Greeting, capabilities and sign-in are short. */
const openingBytesMax = 256 * 1024;

/** Cuts nothing itself: who calls does, when this rejects. */
async function inTime<T>(
  settings: ValidImapSettings,
  { clock, signal }: OpenContext,
  work: (isOver: () => boolean) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const limit = AbortSignal.any([signal, done.signal]);
  const tooLate = clock.sleep(settings.connectMsMax, limit).then(
    () => {
      throw timeoutError('connecting and signing in');
    },
    () => {
      if (signal.aborted) throw abortedError(signal.reason);
      // Over by itself: the work has answered already.
      return undefined as never;
    },
  );
  let isOver = false;
  try {
    const working = work(() => isOver);
    working.catch(() => undefined);
    return await Promise.race([working, tooLate]);
  } finally {
    isOver = true;
    done.abort();
    tooLate.catch(() => undefined);
  }
}
