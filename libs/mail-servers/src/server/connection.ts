import type { Socket } from 'node:net';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { lineBytesMax } from '../wire/argument-reader.ts';
import { FatalProblem } from '../wire/tokens.ts';
import { ConnectionEnded, LineTooLong, WireInput } from '../wire/wire-input.ts';
import { WireOutput } from '../wire/wire-output.ts';
import type { MailStore } from '../store/mail-store.ts';
import { askHooks } from './ask-hooks.ts';
import type { HookAnswer } from './behaviour.ts';
import { Interruption } from './command.ts';
import { runCommand } from './run-command.ts';
import type { ServerSettings } from './server-options.ts';
import { Session } from './session.ts';

/** What the server keeps for all its connections. */
export interface ConnectionHost {
  readonly settings: ServerSettings;
  readonly store: MailStore;
  /** Counts a command and returns how many of that name there were. */
  readonly countOf: (name: string) => number;
  readonly takeUserSlot: (user: string) => boolean;
}

/** Serves one client until it leaves or is sent away. Never rejects for anything a client does. */
export async function serveConnection(
  host: ConnectionHost,
  socket: Socket,
  id: number,
): Promise<void> {
  const session = new Session({
    id,
    settings: host.settings,
    store: host.store,
    input: new WireInput(socket),
    output: new WireOutput(socket, host.settings.clock, host.settings.drip),
    stream: socket,
    takeUserSlot: host.takeUserSlot,
  });
  let stream = socket;
  try {
    await askHooks(session, (behaviour) => behaviour.onConnect?.(session.connectionContext()));
    session.untagged(`OK [CAPABILITY ${session.capabilities()}] Mailhaul test server ready`);
    while (session.afterAnswer !== 'logout') {
      await serveCommand(host, session);
      if (session.afterAnswer === 'start-tls') stream = startTls(session, stream);
    }
    await session.output.finish();
  } catch (error) {
    await endConnection(session, stream, error);
  }
  stream.destroy();
}

async function serveCommand(host: ConnectionHost, session: Session): Promise<void> {
  const { input, output } = session;
  let line = input.tryLine(lineBytesMax);
  if (line === undefined) {
    output.flush();
    if (output.isBusy) await output.ready();
    line = await input.line(lineBytesMax);
  }
  const { tag, answer } = await runCommand(session, line, host.countOf);
  const code = answer.code === undefined ? '' : `[${answer.code}] `;
  session.line(`${tag} ${answer.status} ${code}${answer.text}`);
}

/** RFC 3501 §6.2.1: the handshake begins right after the answer; what the client sent before it is forgotten. */
function startTls(session: Session, plain: Socket): Socket {
  const { certificate, clock, drip } = session.settings;
  session.afterAnswer = undefined;
  session.output.flush();
  session.input.detach();
  if (certificate === undefined) throw new FatalProblem('TLS is not set up');
  const secure = new TLSSocket(plain, {
    isServer: true,
    ...certificate,
    ...clientCheck(session.settings),
  });
  secure.on('error', () => secure.destroy());
  session.input = new WireInput(secure);
  session.output = new WireOutput(secure, clock, drip);
  session.stream = secure;
  return secure;
}

/** TLS options that ask a client for its certificate. */
export function clientCheck({ clientCa }: ServerSettings): TlsOptions {
  return clientCa === undefined
    ? {}
    : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
}

async function endConnection(session: Session, stream: Socket, error: unknown): Promise<void> {
  if (error instanceof ConnectionEnded) return;
  if (error instanceof Interruption) {
    await obey(session, stream, error.wish);
    return;
  }
  if (error instanceof LineTooLong) session.untagged('BAD Line too long');
  else if (!(error instanceof FatalProblem)) {
    stream.destroy();
    throw error;
  }
  session.untagged('BYE Too much for me');
  await session.output.finish();
}

async function obey(session: Session, stream: Socket, wish: HookAnswer): Promise<void> {
  if ('status' in wish) {
    const code = wish.code === undefined ? '' : `[${wish.code}] `;
    session.untagged(`${wish.status === 'OK' ? 'OK' : 'BYE'} ${code}${wish.text}`);
    await session.output.finish();
    return;
  }
  if (wish.bye !== undefined) session.untagged(`BYE ${wish.bye}`);
  if (wish.close === 'end') await session.output.finish();
  else if (stream instanceof TLSSocket) stream.destroy();
  else stream.resetAndDestroy();
}
