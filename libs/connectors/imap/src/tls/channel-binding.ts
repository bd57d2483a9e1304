import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What ties a sign-in to one TLS connection (RFC 5056): who opens that connection on its way cannot pass the sign-in on. */
export interface ChannelBinding {
  readonly type: 'tls-exporter' | 'tls-server-end-point';
  readonly data: Buffer;
}

const exporterBytes = 32;

/**
 * TLS 1.3 is bound by keys that only its two ends know (RFC 9266); TLS 1.2, where those may be shared with who sits between
 * (RFC 9266 §3), by the server's certificate (RFC 5929 §4). Undefined where that certificate's signature names no single hash.
 */
export function channelBindingOf(
  tls: TLSSocket,
  certificate: Buffer | undefined,
): ChannelBinding | undefined {
  if (tls.getProtocol() === 'TLSv1.3') {
    const label = 'EXPORTER-Channel-Binding';
    const data = tls.exportKeyingMaterial(exporterBytes, label, Buffer.alloc(0));
    return { type: 'tls-exporter', data };
  }
  const data = certificate && endPointOf(certificate);
  return data === undefined ? undefined : { type: 'tls-server-end-point', data };
}

/** Signature algorithms by their object identifiers (RFC 3279, RFC 4055, RFC 5758), in hex; MD5 and SHA-1 count as SHA-256. */
const hashBySignature: Readonly<Record<string, 'sha224' | 'sha256' | 'sha384' | 'sha512'>> = {
  '2a864886f70d010104': 'sha256',
  '2a864886f70d010105': 'sha256',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a864886f70d01010e': 'sha224',
  '2a8648ce3d0401': 'sha256',
  '2a8648ce3d040301': 'sha224',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};

/** The hash of a certificate (DER) by the algorithm that it is signed with. */
export function endPointOf(certificate: Buffer): Buffer | undefined {
  // RFC 5280 §4.1: SEQUENCE { what is signed, SEQUENCE { the algorithm's name, … }, the signature }
  const whole = elementAt(certificate, 0);
  const signed = whole && elementAt(certificate, whole.from);
  const algorithm = signed && elementAt(certificate, signed.to);
  const name = algorithm && elementAt(certificate, algorithm.from);
  if (name === undefined) return undefined;
  const hash = hashBySignature[certificate.toString('hex', name.from, name.to)];
  return hash === undefined ? undefined : createHash(hash).update(certificate).digest();
}

/** Where the content of the DER element at `at` begins and ends. */
function elementAt(der: Buffer, at: number): { from: number; to: number } | undefined {
  const first = der[at + 1];
  if (first === undefined) return undefined;
  const isLong = first >= 0x80;
  const count = isLong ? first - 0x80 : 0;
  const from = at + 2 + count;
  if (count > 4 || from > der.length) return undefined;
  const length = isLong ? der.readUIntBE(at + 2, Math.max(1, count)) : first;
  return from + length > der.length ? undefined : { from, to: from + length };
}
