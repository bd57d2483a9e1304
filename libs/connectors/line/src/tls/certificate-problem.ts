import type { TLSSocket } from 'node:tls';
import { certificateChangedError } from './certificate-changed.ts';

/**
 * Why this server must not be trusted; undefined when it may be. With pins the certificate itself is the identity: no
 * authority, name or date counts beside it. Asked once, right after the handshake and before anything is sent.
 */
export function certificateProblem(tls: TLSSocket, pins: readonly string[]): Error | undefined {
  if (pins.length > 0) {
    const seen: string | undefined = tls.getPeerCertificate().fingerprint256;
    return seen !== undefined && pins.includes(seen)
      ? undefined
      : certificateChangedError(pins, seen);
  }
  if (tls.authorized) return undefined;
  // Node's types know an Error; what is there is its code.
  const reason: unknown = tls.authorizationError;
  const code = typeof reason === 'string' ? reason : 'CERT_UNTRUSTED';
  return Object.assign(new Error(`the certificate is not trusted (${code})`), {
    code,
    isUntrusted: true,
  });
}
