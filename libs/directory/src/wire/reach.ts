import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { OpenContext } from '@mailhaul/connector-contract';
import { encryptLine, openLine } from '@mailhaul/connector-line';
import type { ValidDirectorySettings } from '../directory-settings.ts';
import { startTls } from './start-tls.ts';
import { within } from './within.ts';

export interface Reaching extends Pick<OpenContext, 'clock' | 'signal'> {
  /** The server answers at its port. */
  readonly onConnected?: () => void;
  /** Shown the server's certificate before it is judged. */
  readonly onSecured?: (tls: TLSSocket) => void;
}

/** A line to the server, encrypted as the settings say, within `connectMsMax`. Nothing was said on it but for StartTLS. */
export async function reach(
  settings: ValidDirectorySettings,
  { clock, signal, onConnected, onSecured }: Reaching,
): Promise<Socket> {
  const sockets: Socket[] = [];
  let isOver = false;
  const onSocket = (socket: Socket) => {
    socket.once('connect', () => onConnected?.());
    // What comes late is not wanted any more.
    if (isOver) socket.destroy();
    else sockets.push(socket);
  };
  const cut = () => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  };
  const request = { settings, clock, onSocket, ...(onSecured === undefined ? {} : { onSecured }) };
  const opening = (async () => {
    const line = await openLine({ ...request, isEncrypted: settings.security === 'tls' });
    if (settings.security !== 'starttls') return line;
    await startTls(line);
    return encryptLine(line, request);
  })();
  try {
    return await within(opening, { clock, signal, msMax: settings.connectMsMax, onEnd: cut });
  } catch (error) {
    cut();
    throw error;
  }
}
