import { createHmac } from 'node:crypto';
import type { SaslClient, SaslIdentity } from './mechanism.ts';

const nothing = Buffer.alloc(0);

/** RFC 4616. */
export function plainClient({ login, authorize, secret }: SaslIdentity): SaslClient {
  const message = Buffer.from([authorize, login, secret].join('\0'));
  return { initial: message, answer: () => message };
}

/** Asked for name and password one after the other; servers word the questions as they like. */
export function loginClient({ login, secret }: SaslIdentity): SaslClient {
  const answers = [Buffer.from(login), Buffer.from(secret)];
  return { initial: undefined, answer: () => answers.shift() };
}

/** RFC 2195. */
export function cramMd5Client({ login, secret }: SaslIdentity): SaslClient {
  return {
    initial: undefined,
    answer: (challenge) =>
      Buffer.from(`${login} ${createHmac('md5', secret).update(challenge).digest('hex')}`),
  };
}

/** RFC 4422 Appendix A: the certificate of the TLS handshake says who it is. */
export function externalClient({ authorize }: SaslIdentity): SaslClient {
  const message = authorize === '' ? nothing : Buffer.from(authorize);
  return { initial: message, answer: () => message };
}
