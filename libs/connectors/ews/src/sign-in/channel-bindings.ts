import { X509Certificate, createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/**
 * The bindings of a sign-in to its TLS line, as NTLM carries them: MD5 of the structure of RFC 4121 §4.1.1.2 around `tls-server-end-point`
 * (RFC 5929 §4), the hash of the server's certificate. Exchange with Extended Protection refuses sign-ins that go over another line.
 */
export function channelBindings(tls: TLSSocket): Buffer | undefined {
  const raw: Buffer | undefined = tls.getPeerCertificate().raw;
  if (raw === undefined) return undefined;
  const data = Buffer.concat([
    Buffer.from('tls-server-end-point:', 'latin1'),
    createHash(hashOf(raw)).update(raw).digest(),
  ]);
  // No addresses of either side: four empty fields.
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return createHash('md5').update(head).update(data).digest();
}

/** The hash of the certificate's signature; SHA-256 in place of what is weaker, or is none (RFC 5929 §4.1). */
function hashOf(raw: Buffer): string {
  const { signatureAlgorithm = '' } = new X509Certificate(raw) as {
    readonly signatureAlgorithm?: string;
  };
  return /sha-?(384|512)/i.exec(signatureAlgorithm)?.[1]?.replace(/^/, 'sha') ?? 'sha256';
}
