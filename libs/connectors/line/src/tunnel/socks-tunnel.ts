import type { Socket } from 'node:net';
import type { SocksClientOptions } from 'socks';
import type { ProxySettings } from '../line-settings.ts';
import { ProxyFailure } from './proxy-failure.ts';

/** SOCKS 4a and 5 (RFC 1928, RFC 1929): the proxy looks the host's name up. @throws ProxyFailure */
export async function socksTunnel(
  socket: Socket,
  proxy: ProxySettings,
  destination: { readonly host: string; readonly port: number },
): Promise<void> {
  // By its default export: a bundle has no other of a CommonJS package.
  const { default: socks } = await import('socks');
  const options: SocksClientOptions = {
    command: 'connect',
    destination: { host: destination.host, port: destination.port },
    existing_socket: socket,
    proxy: {
      host: proxy.host,
      port: proxy.port,
      type: proxy.kind === 'socks4' ? 4 : 5,
      ...(proxy.user === undefined ? {} : { userId: proxy.user }),
      ...(proxy.password === undefined ? {} : { password: proxy.password }),
    },
  };
  try {
    await socks.SocksClient.createConnection(options);
  } catch (cause) {
    if (!(cause instanceof socks.SocksClientError)) throw cause;
    // Its errors carry the options, password included: only the words go on.
    const words = cause.message;
    const isRefused = /authentication|auth type|not ?allowed|rejected/i.test(words);
    throw new ProxyFailure(
      isRefused
        ? 'The proxy refuses the connection, or its user name and password.'
        : 'The proxy cannot reach the server, or is no SOCKS proxy.',
      { isPassing: !isRefused },
    );
  }
  socket.pause();
}
