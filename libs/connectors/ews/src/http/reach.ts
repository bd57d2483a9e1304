import { lookup as systemLookup } from 'node:dns';
import { type LookupFunction, type Socket, connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '@mailhaul/kernel';
import type { ValidEwsSettings } from '../ews-settings.ts';
import { errorOf } from '../errors.ts';

/** All addresses of the host, with a guard those that it allows, looked up once. @throws ConnectorError; what the look-up says */
export async function addressesOf({
  host,
  addressGuard,
}: ValidEwsSettings): Promise<readonly string[]> {
  if (addressGuard !== undefined) return addressGuard.resolve(host);
  if (isIP(host) !== 0) return [host];
  return new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, found) => {
      if (error !== null) reject(error);
      else resolve(found.map(({ address }) => address));
    });
  });
}

/**
 * A line to the server: TCP to one of the addresses that were looked up here, the name is not looked up again; TLS over it.
 * Resolves once it may be written to.
 */
export async function reach(
  settings: ValidEwsSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  const over = new AbortController();
  const late = clock.sleep(settings.connectMsMax, over.signal).then(() => {
    const seconds = Math.round(settings.connectMsMax / 1000);
    throw errorOf('connection-timeout', { message: `No connection was made in ${seconds} s.` });
  });
  let socket: Socket | undefined;
  try {
    return await Promise.race([
      late,
      stopped(signal, over.signal),
      addressesOf(settings).then((addresses) => {
        over.signal.throwIfAborted();
        socket = dial(settings, addresses);
        return made(socket, settings.security === 'tls' ? 'secureConnect' : 'connect');
      }),
    ]);
  } catch (error) {
    socket?.destroy();
    throw error;
  } finally {
    late.catch(() => undefined);
    over.abort();
  }
}

function dial(settings: ValidEwsSettings, addresses: readonly string[]): Socket {
  const { host, port, security, ca } = settings;
  const [first] = addresses;
  if (first === undefined) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
  const isOne = addresses.length === 1 || isIP(host) !== 0;
  const place = { host: isOne ? first : host, port, noDelay: true, lookup: fixed(addresses) };
  if (security === 'none') return connectTcp(place);
  return connectTls({
    ...place,
    // RFC 6066 §3: no server name for an address; the certificate is judged by the name that was asked for.
    servername: isIP(host) === 0 ? host : '',
    ...(isIP(host) === 0 ? {} : { host: first }),
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
  });
}

/** Answers with these addresses, whatever is asked. */
function fixed(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, { all }, callback) => {
    if (all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
}

function made(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
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
