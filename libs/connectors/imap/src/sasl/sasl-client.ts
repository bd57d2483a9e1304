import type { Random } from '@mailhaul/kernel';
import { oauthbearerClient, xoauth2Client } from './bearer.ts';
import type { SaslClient, SaslIdentity, SaslName } from './mechanism.ts';
import { cramMd5Client, externalClient, loginClient, plainClient } from './password-mechanisms.ts';
import { scramClient } from './scram.ts';

const nonceBytes = 18;

/** A fresh sign-in by that mechanism. @throws SaslFailure */
export function saslClient(name: SaslName, identity: SaslIdentity, random: Random): SaslClient {
  const nonce = () => Buffer.from(random.bytes(nonceBytes)).toString('base64');
  switch (name) {
    case 'PLAIN':
      return plainClient(identity);
    case 'LOGIN':
      return loginClient(identity);
    case 'CRAM-MD5':
      return cramMd5Client(identity);
    case 'SCRAM-SHA-1':
      return scramClient('sha1', identity, nonce());
    case 'SCRAM-SHA-256':
      return scramClient('sha256', identity, nonce());
    case 'XOAUTH2':
      return xoauth2Client(identity);
    case 'OAUTHBEARER':
      return oauthbearerClient(identity);
    case 'EXTERNAL':
      return externalClient(identity);
  }
}
