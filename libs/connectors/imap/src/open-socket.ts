import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { ImapTransport, ImapTransportSocket } from 'imapflow';
import type { ValidImapSettings } from './imap-settings.ts';

/** The sockets of one connection, as they come into being. */
export interface Line {
  /** The TCP connection itself: only there can a reset be sent. */
  raw: Socket | undefined;
  tls: TLSSocket | undefined;
}

/** imapflow's seam for sockets, so that we hold the TCP connection below TLS. */
export function lineTransport(settings: ValidImapSettings, line: Line): ImapTransport {
  const options: ConnectionOptions = {
    host: settings.host,
    ...(isIP(settings.host) === 0 ? { servername: settings.host } : {}),
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    minVersion: 'TLSv1.2',
  };
  const secure = (raw: Socket, onSecure: () => void): TLSSocket => {
    const tls = connectTls({ ...options, socket: raw }, onSecure);
    // What fails below TLS is told above it, where somebody listens.
    raw.on('error', (error) => tls.destroy(error));
    line.tls = tls;
    return tls;
  };
  return {
    connect({ host, port, secure: isSecure }, onConnect): ImapTransportSocket {
      const raw = connectTcp({ host, port, noDelay: true });
      line.raw = raw;
      if (!isSecure) {
        raw.once('connect', onConnect);
        return raw;
      }
      return secure(raw, onConnect);
    },
    upgrade(socket, _, onSecure): ImapTransportSocket {
      return secure(socket as Socket, onSecure);
    },
  };
}
