import type { Random } from '@mailhaul/kernel';
import { oauthbearerClient, xoauth2Client } from './bearer.ts';
import type { LineBinding, SaslClient, SaslIdentity, SaslName } from './mechanism.ts';
import { cramMd5Client, externalClient, loginClient, plainClient } from './password-mechanisms.ts';
import { scramClient } from './scram.ts';

const nonceBytes = 18;

/** With what a sign-in begins; the binding counts for SCRAM alone. */
export interface SaslMeans {
  readonly random: Random;
  readonly binding: LineBinding;
}

/** A fresh sign-in by that mechanism. @throws SaslFailure */
export function saslClient(
  name: SaslName,
  identity: SaslIdentity,
  { random, binding }: SaslMeans,
): SaslClient {
  const scram = (hash: 'sha1' | 'sha256') => {
    const nonce = Buffer.from(random.bytes(nonceBytes)).toString('base64');
    return scramClient(hash, identity, { nonce, binding });
  };
  switch (name) {
    case 'PLAIN':
      return plainClient(identity);
    case 'LOGIN':
      return loginClient(identity);
    case 'CRAM-MD5':
      return cramMd5Client(identity);
    case 'SCRAM-SHA-1':
    case 'SCRAM-SHA-1-PLUS':
      return scram('sha1');
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-256-PLUS':
      return scram('sha256');
    case 'XOAUTH2':
      return xoauth2Client(identity);
    case 'OAUTHBEARER':
      return oauthbearerClient(identity);
    case 'EXTERNAL':
      return externalClient(identity);
  }
}
