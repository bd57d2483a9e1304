import { type Socket, connect } from 'node:net';
import { type AddressGuard, ConnectorError } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import { type Dial, dialOf } from '../dial.ts';
import type { ProxySettings } from '../line-settings.ts';
import { lookupAll } from '../timed-lookup.ts';
import { ProxyFailure } from './proxy-failure.ts';

export interface TunnelRequest {
  readonly proxy: ProxySettings;
  readonly host: string;
  readonly port: number;
  readonly lookupMsMax: number;
  readonly clock: Clock;
  /** Asked for the proxy, and for the host as far as its name is known here. */
  readonly guard?: AddressGuard | undefined;
  /** Told of the connection to the proxy as soon as there is one, so that it can be cut. */
  readonly onSocket: (socket: Socket) => void;
}

/** A connection to the host through the proxy, paused. The caller bounds the time, and cuts. @throws ProxyFailure, ConnectorError */
export async function openTunnel(request: TunnelRequest): Promise<Socket> {
  const { proxy, host, port, onSocket } = request;
  await checkHost(request);
  const dial = await dialProxy(request);
  const socket = connect({ ...dial, port: proxy.port, noDelay: true });
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

/** A name that is not known here may mean something there: only the proxy can judge that. @throws ConnectorError */
async function checkHost({ host, lookupMsMax, clock, guard }: TunnelRequest): Promise<void> {
  if (guard === undefined) return;
  await lookupAll(host, clock, { msMax: lookupMsMax, guard }).catch((error: unknown) => {
    if (error instanceof ConnectorError) throw error;
  });
}

async function dialProxy({ proxy, lookupMsMax, clock, guard }: TunnelRequest): Promise<Dial> {
  try {
    return await dialOf(proxy.host, { clock, lookupMsMax, guard });
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    throw new ProxyFailure('The proxy cannot be reached.', { isPassing: true, cause });
  }
}
