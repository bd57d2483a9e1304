import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { LineSettings } from '../line-settings.ts';

/** With what TLS begins. Nothing is refused by it: the certificate is judged right after the handshake, by `certificateProblem`. */
export function tlsOptions(
  settings: Pick<LineSettings, 'host' | 'ca' | 'clientCertificate'>,
): ConnectionOptions {
  const { host, ca, clientCertificate } = settings;
  return {
    host,
    // RFC 6066 §3: no server name for an address.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...clientOptions(clientCertificate),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  };
}

function clientOptions(certificate: LineSettings['clientCertificate']): ConnectionOptions {
  if (certificate === undefined) return {};
  const { passphrase, ...rest } = certificate;
  const files = 'pfx' in rest ? { pfx: Buffer.from(rest.pfx) } : rest;
  return passphrase === undefined ? files : { ...files, passphrase };
}
