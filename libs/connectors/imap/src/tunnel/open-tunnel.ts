import { type Socket, connect } from 'node:net';
import type { Clock } from '@mailhaul/kernel';
import type { ProxySettings } from '../imap-settings.ts';
import { timedLookup } from '../timed-lookup.ts';
import { ProxyFailure } from './proxy-failure.ts';

export interface TunnelRequest {
  readonly proxy: ProxySettings;
  readonly host: string;
  readonly port: number;
  readonly lookupMsMax: number;
  readonly clock: Clock;
  /** Told of the connection to the proxy as soon as there is one, so that it can be cut. */
  readonly onSocket: (socket: Socket) => void;
}

/** A connection to the host through the proxy, paused. The caller bounds the time, and cuts. @throws ProxyFailure */
export async function openTunnel(request: TunnelRequest): Promise<Socket> {
  const { proxy, host, port, lookupMsMax, clock, onSocket } = request;
  const lookup = timedLookup(clock, lookupMsMax);
  const socket = connect({ host: proxy.host, port: proxy.port, noDelay: true, lookup });
  onSocket(socket);
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new ProxyFailure('The proxy cannot be reached.', { isPassing: true, cause }));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      resolve();
    });
  });
  // A later failure is told by who is reading then.
  socket.on('error', () => undefined);
  try {
    if (proxy.kind === 'http') {
      const { httpTunnel } = await import('./http-tunnel.ts');
      await httpTunnel(socket, proxy, { host, port });
    } else {
      const { socksTunnel } = await import('./socks-tunnel.ts');
      await socksTunnel(socket, proxy, { host, port });
    }
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}
