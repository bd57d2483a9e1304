import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { ProxySettings } from '../line-settings.ts';
import { ProxyFailure } from './proxy-failure.ts';

const headerBytesMax = 16 * 1024;

/** HTTP CONNECT (RFC 9110 §9.3.6) with Basic credentials (RFC 7617). @throws ProxyFailure */
export function httpTunnel(
  socket: Socket,
  proxy: ProxySettings,
  server: { readonly host: string; readonly port: number },
): Promise<void> {
  const host = server.host.includes(':') ? `[${server.host}]` : server.host;
  const place = `${host}:${server.port}`;
  const { user = '', password = '' } = proxy;
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  const authorization = proxy.user === undefined ? {} : { 'proxy-authorization': `Basic ${basic}` };
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      path: place,
      headers: { host: place, ...authorization },
      // Without an agent: one would connect by itself.
      createConnection: () => socket,
      maxHeaderSize: headerBytesMax,
    });
    asked.on('connect', ({ statusCode = 0 }, _, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve();
        return;
      }
      reject(refusedBy(statusCode));
    });
    asked.on('response', (response) => {
      response.resume();
      reject(refusedBy(response.statusCode ?? 0));
    });
    asked.on('error', (cause) =>
      reject(
        new ProxyFailure('The proxy broke the connection off, or speaks no HTTP.', {
          isPassing: true,
          cause,
        }),
      ),
    );
    asked.end();
  });
}

function refusedBy(status: number): ProxyFailure {
  const words =
    status === 407
      ? 'The proxy wants a user name and password, or refuses those given (407).'
      : status === 403
        ? 'The proxy does not allow this host and port (403).'
        : `The proxy cannot reach the server (${status}).`;
  return new ProxyFailure(words, { isPassing: status >= 500 });
}
