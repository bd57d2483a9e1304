import { type SaslClient, SaslFailure, type SaslIdentity } from './mechanism.ts';

const reasonCharsMax = 200;

/** RFC 7628. Host and port are those of the connection: servers may check them. */
export function oauthbearerClient(identity: SaslIdentity): SaslClient {
  const { login, authorize, secret, host, port } = checked(identity);
  const user = (authorize === '' ? login : authorize).replaceAll('=', '=3D').replaceAll(',', '=2C');
  return bearer(
    [`n,a=${user},`, `host=${host}`, `port=${port}`, `auth=Bearer ${secret}`, '', ''],
    // RFC 7628 §3.2.3: what a client answers to the reason of a refusal.
    Buffer.from('\x01'),
  );
}

/** https://developers.google.com/workspace/gmail/imap/xoauth2-protocol */
export function xoauth2Client(identity: SaslIdentity): SaslClient {
  const { login, authorize, secret } = checked(identity);
  const user = authorize === '' ? login : authorize;
  return bearer([`user=${user}`, `auth=Bearer ${secret}`, '', ''], Buffer.alloc(0));
}

function bearer(fields: readonly string[], goOn: Buffer): SaslClient {
  const initial = Buffer.from(fields.join('\x01'));
  let serverReason: string | undefined;
  return {
    initial,
    answer: (challenge) => {
      if (challenge.length === 0) return initial;
      serverReason = challenge.toString('utf8').slice(0, reasonCharsMax);
      return goOn;
    },
    get serverReason() {
      return serverReason;
    },
  };
}

/** A control character would end its field, and the rest would be read as fields of its own. */
function checked(identity: SaslIdentity): SaslIdentity {
  for (const value of [identity.login, identity.authorize, identity.secret]) {
    if (/\p{Cc}/u.test(value)) throw new SaslFailure('user name or token holds control characters');
  }
  return identity;
}
