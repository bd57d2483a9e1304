import type { Duplex } from 'node:stream';
import type { OpenContext } from '@mailhaul/connector-contract';
import type { ImapFlow } from 'imapflow';
import { abortedError, timeoutError } from './errors.ts';
import type { ValidImapSettings } from './imap-settings.ts';
import { type Line, lineTransport } from './open-socket.ts';
import { openingError, unencryptedError } from './opening-errors.ts';
import { type ServerFeatures, serverFeatures } from './server-features.ts';
import { takeLeftover } from './take-leftover.ts';

/** A signed-in connection that nobody reads or writes any more. */
export interface OpenedConnection {
  readonly socket: Duplex;
  readonly line: Line;
  readonly features: ServerFeatures;
  /** Bytes that the server sent unasked while the connection changed hands. */
  readonly leftover: Buffer;
}

/** Loads what connecting needs, so that it is there when the first connection is opened. */
export function preloadImap(): void {
  // Where it cannot be loaded, opening a connection says so.
  import('imapflow').catch(() => undefined);
}

/** imapflow connects, secures and signs in (docs/adr/0002); then the line is ours. */
export async function openConnection(
  settings: ValidImapSettings,
  context: OpenContext,
  line: Line = { raw: undefined, tls: undefined },
): Promise<OpenedConnection> {
  const [{ ImapFlow: Client }, password] = await Promise.all([
    import('imapflow'),
    typeof settings.password === 'function' ? settings.password() : settings.password,
  ]);
  if (context.signal.aborted) throw abortedError(context.signal.reason);
  const client = new Client({
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    doSTARTTLS: settings.security === 'starttls',
    auth: {
      user: settings.user,
      pass: password,
      ...(settings.authzid === undefined ? {} : { authzid: settings.authzid }),
    },
    transport: lineTransport(settings, line),
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
  });
  // Errors also arrive here after connect() has rejected.
  client.on('error', () => undefined);
  withoutExtras(client);
  try {
    await inTime(client, { settings, line }, context);
  } catch (error) {
    line.raw?.destroy();
    throw openingError(error, settings);
  }
  const { socket } = client.unbind();
  socket.setTimeout(0);
  socket.pause();
  const leftover = await takeLeftover(client, context.clock);
  return { socket, line, features: serverFeatures(capabilityNames(client)), leftover };
}

/** imapflow keeps `APPENDLIMIT=123` as a name and a number. */
function capabilityNames({ capabilities }: ImapFlow): string[] {
  return [...capabilities].map(([name, value]) =>
    typeof value === 'number' ? `${name}=${value}` : name,
  );
}

/** Greeting, capabilities and sign-in are short. */
const openingBytesMax = 256 * 1024;

/** imapflow asks ID (twice) and NAMESPACE, a round trip each: we ask them along with our first command. */
function withoutExtras(client: ImapFlow): void {
  const inner = client as unknown as { run(command: string, ...args: unknown[]): Promise<unknown> };
  const run = inner.run.bind(client);
  inner.run = (command, ...args) =>
    command === 'ID' || command === 'NAMESPACE'
      ? Promise.resolve(undefined)
      : run(command, ...args);
}

async function inTime(
  client: ImapFlow,
  { settings, line }: { settings: ValidImapSettings; line: Line },
  { clock, signal }: OpenContext,
): Promise<void> {
  const done = new AbortController();
  const limit = AbortSignal.any([signal, done.signal]);
  const tooLate = clock.sleep(settings.connectMsMax, limit).then(
    () => {
      throw timeoutError('connecting and signing in');
    },
    () => {
      if (signal.aborted) throw abortedError(signal.reason);
    },
  );
  try {
    const connected = client.connect();
    connected.catch(() => undefined);
    await Promise.race([connected, tooLate]);
    if (!client.authenticated) throw abortedError(signal.reason);
    if (settings.security !== 'none' && line.tls === undefined) throw unencryptedError();
  } catch (error) {
    client.close();
    throw error;
  } finally {
    done.abort();
    tooLate.catch(() => undefined);
  }
}
