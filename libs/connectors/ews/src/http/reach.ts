import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { openLine } from '@mailhaul/connector-line';
import type { Clock } from '@mailhaul/kernel';
import { errorOf } from '../errors.ts';
import type { ValidEwsSettings } from '../ews-settings.ts';

export interface Reaching {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Shown the server's certificate before it is judged. */
  readonly onSecured?: (tls: TLSSocket) => void;
}

/** A line to the server, encrypted where it is to be, within `connectMsMax`. Resolves once it may be written to. */
export async function reach(settings: ValidEwsSettings, reaching: Reaching): Promise<Socket> {
  const { clock, signal, onSecured } = reaching;
  const over = new AbortController();
  const sockets: Socket[] = [];
  const late = clock.sleep(settings.connectMsMax, over.signal).then(() => {
    const seconds = Math.round(settings.connectMsMax / 1000);
    throw errorOf('connection-timeout', { message: `No connection was made in ${seconds} s.` });
  });
  const opening = openLine({
    ...{ settings, clock, isEncrypted: settings.security === 'tls' },
    ...(onSecured === undefined ? {} : { onSecured }),
    onSocket: (socket) => {
      // What comes late is not wanted any more.
      if (over.signal.aborted) socket.destroy();
      else sockets.push(socket);
    },
  });
  opening.catch(() => undefined);
  try {
    return await Promise.race([late, stopped(signal, over.signal), opening]);
  } catch (error) {
    for (const socket of sockets) socket.destroy();
    throw error;
  } finally {
    late.catch(() => undefined);
    over.abort();
  }
}

function stopped(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(errorOf('connection-lost', { cause: signal.reason }));
    if (signal.aborted) stop();
    else {
      signal.addEventListener('abort', stop, { once: true });
      over.addEventListener('abort', () => signal.removeEventListener('abort', stop), {
        once: true,
      });
    }
  });
}
