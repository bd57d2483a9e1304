import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import {
  type Dial,
  certificateProblem,
  describeCertificates,
  tlsOptions,
} from '@mailhaul/connector-line';
import type { ImapTransport, ImapTransportSocket } from 'imapflow';
import type { ValidImapSettings } from './imap-settings.ts';
import { ReusedReading } from './reused-reading.ts';
import type { TlsSessions } from './tls/tls-sessions.ts';

/** The sockets of one connection, as they come into being. */
export interface Line {
  /** The TCP connection itself: only there can a reset be sent. */
  raw: Socket | undefined;
  tls: TLSSocket | undefined;
  /** The server's, DER, as the TLS session began. */
  certificate?: Buffer | undefined;
  /** Protocol and chain, for people, accepted or not: filled where there is a list to begin with. */
  chain?: readonly string[];
  /** Only without TLS: that has buffers of its own. */
  reading?: ReusedReading;
}

/** What a line is made with. */
export interface LineMaking {
  readonly settings: ValidImapSettings;
  readonly sessions: TlsSessions;
  /** A connection through a proxy, made already; otherwise where to connect. */
  readonly route: { readonly tunnel: Socket } | { readonly dial: Dial };
}

/** imapflow's seam for sockets, so that we hold the TCP connection below TLS. */
export function lineTransport(making: LineMaking, line: Line): ImapTransport {
  const { settings, route } = making;
  const tunnel = 'tunnel' in route ? route.tunnel : undefined;
  const secure = (raw: Socket, onSecure: () => void): TLSSocket => {
    const tls = secured(raw, making, line);
    line.tls = tls;
    tls.once('judged', onSecure);
    return tls;
  };
  return {
    connect({ port, secure: isSecure }, onConnect): ImapTransportSocket {
      const isPlain = settings.security === 'none' && tunnel === undefined;
      const reading = isPlain ? new ReusedReading() : undefined;
      const onread = reading === undefined ? {} : { onread: reading.onread };
      const raw =
        'tunnel' in route
          ? route.tunnel
          : connectTcp({ ...route.dial, port, noDelay: true, ...onread });
      line.raw = raw;
      reading?.attach(raw);
      if (reading !== undefined) line.reading = reading;
      if (isSecure) return secure(raw, onConnect);
      if (tunnel === undefined) raw.once('connect', onConnect);
      // imapflow has the socket only after this call has returned.
      else process.nextTick(onConnect);
      return raw;
    },
    upgrade(socket, _, onSecure): ImapTransportSocket {
      return secure(socket as Socket, onSecure);
    },
  };
}

/**
 * TLS over that connection. Emits `judged` once the server's certificate is accepted, else ends with the problem.
 * Whether it is accepted is decided here and not by Node, so that a refused chain can be shown.
 */
function secured(raw: Socket, { settings, sessions }: LineMaking, line: Line): TLSSocket {
  // A resumed session shows no certificate that could be compared with a pin.
  const resumed = settings.pins.length > 0 ? undefined : sessions.latest;
  const tls = connectTls({ ...tlsOptions(settings), socket: raw, session: resumed?.ticket });
  let ticket: Buffer | undefined;
  let isAccepted = false;
  const keep = () => {
    if (isAccepted && ticket !== undefined) sessions.put({ ticket, certificate: line.certificate });
  };
  tls.on('session', (given) => {
    ticket = given;
    keep();
  });
  tls.once('secureConnect', () => {
    const problem = certificateProblem(tls, settings.pins);
    if (line.chain !== undefined) line.chain = describeCertificates(tls);
    if (problem !== undefined) {
      sessions.clear();
      tls.destroy(problem);
      return;
    }
    line.certificate = tls.isSessionReused()
      ? resumed?.certificate
      : tls.getPeerX509Certificate()?.raw;
    isAccepted = true;
    keep();
    tls.emit('judged');
  });
  // What fails below TLS is told above it, where somebody listens.
  raw.on('error', (error) => tls.destroy(error));
  tls.once('error', () => sessions.clear());
  return tls;
}
