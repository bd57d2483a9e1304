import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { cleanServerText } from './clean-server-text.ts';

const chainMax = 10;

/** Protocol and certificate chain of a TLS connection, from the server's own to the last, for people. */
export function describeCertificates(tls: TLSSocket): string[] {
  const cipher = tls.getCipher() as { name?: string } | undefined;
  const lines = [`${tls.getProtocol() ?? 'TLS'} ${cipher?.name ?? ''}`.trim()];
  let certificate: DetailedPeerCertificate | undefined = tls.getPeerCertificate(true);
  for (let at = 0; at < chainMax && certificate?.fingerprint256 !== undefined; at += 1) {
    lines.push(
      cleanServerText(`subject ${nameOf(certificate.subject)}`),
      cleanServerText(`  issuer ${nameOf(certificate.issuer)}`),
      cleanServerText(`  valid ${certificate.valid_from} to ${certificate.valid_to}`),
      `  SHA-256 ${certificate.fingerprint256}`,
    );
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    certificate = issuer?.fingerprint256 === certificate.fingerprint256 ? undefined : issuer;
  }
  return lines;
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const common = name?.CN ?? name?.O;
  return Array.isArray(common) ? common.join(', ') : (common ?? 'without a name');
}
