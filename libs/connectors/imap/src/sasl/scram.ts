import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type LineBinding, type SaslClient, SaslFailure, type SaslIdentity } from './mechanism.ts';

/** RFC 7677 §4: fewer make a recorded sign-in easy to guess from. */
const iterationsMin = 4096;
/** More would keep this machine busy at the server's wish. */
const iterationsMax = 2_000_000;
const nonceCharsMax = 1024;

const derive = promisify(pbkdf2);
const digestBytes = { sha1: 20, sha256: 32 } as const;

/** What a server says (RFC 5802 §7) when its TLS connection is another one than ours. */
const bindingReasons: Readonly<Record<string, string>> = {
  'channel-bindings-dont-match': 'the server has another TLS connection than this one',
  'server-does-support-channel-binding':
    'the server offers sign-ins that are tied to the TLS connection, and that offer did not arrive here',
};

/** RFC 5802 (SCRAM-SHA-1) and RFC 7677 (SCRAM-SHA-256); with a binding of the line their -PLUS. Name and password are taken as they are. */
export function scramClient(
  hash: 'sha1' | 'sha256',
  identity: SaslIdentity,
  { nonce, binding }: { readonly nonce: string; readonly binding: LineBinding },
): SaslClient {
  const { login, authorize, secret } = identity;
  const header = `${bindingFlag(binding)},${authorize === '' ? '' : `a=${saslName(authorize)}`},`;
  const bound = typeof binding === 'string' ? Buffer.alloc(0) : binding.data;
  const bare = `n=${saslName(login)},r=${nonce}`;
  const first = Buffer.from(header + bare);
  let expected: Buffer | undefined;
  let isProven = false;
  let serverReason: string | undefined;

  const proof = async (message: string): Promise<Buffer> => {
    const { serverNonce, salt, iterations } = readChallenge(message, nonce);
    const salted = await derive(secret, salt, iterations, digestBytes[hash], hash);
    const clientKey = hmac(hash, salted, 'Client Key');
    const storedKey = createHash(hash).update(clientKey).digest();
    const closing = `c=${Buffer.concat([Buffer.from(header), bound]).toString('base64')},r=${serverNonce}`;
    const signed = `${bare},${message},${closing}`;
    expected = hmac(hash, hmac(hash, salted, 'Server Key'), signed);
    const signature = hmac(hash, storedKey, signed);
    const masked = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
    return Buffer.from(`${closing},p=${masked.toString('base64')}`);
  };
  const check = (message: string): Buffer => {
    const given = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(message)?.[1] ?? '', 'base64');
    if (
      expected === undefined ||
      given.length !== expected.length ||
      !timingSafeEqual(given, expected)
    )
      throw new SaslFailure('the server could not prove that it knows the password');
    isProven = true;
    return Buffer.alloc(0);
  };

  return {
    initial: first,
    answer: (challenge) => {
      const message = challenge.toString('utf8');
      if (message === '' && expected === undefined) return first;
      const error = /^e=([a-z-]{1,100})/.exec(message)?.[1];
      if (error !== undefined) {
        serverReason = error;
        const reason = bindingReasons[error];
        if (reason !== undefined) throw new SaslFailure(reason);
        return undefined;
      }
      return expected === undefined ? proof(message) : check(message);
    },
    finish: () => {
      if (!isProven) throw new SaslFailure('the server did not prove that it knows the password');
    },
    get serverReason() {
      return serverReason;
    },
    get isChallenged() {
      return expected !== undefined;
    },
  };
}

function bindingFlag(binding: LineBinding): string {
  if (binding === 'none') return 'n';
  return binding === 'not-offered' ? 'y' : `p=${binding.type}`;
}

function readChallenge(message: string, nonce: string) {
  const match = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=([1-9]\d{0,9})(?:,|$)/.exec(
    message,
  );
  const [, serverNonce = '', salt = '', count = ''] = match ?? [];
  const isOurs = serverNonce.startsWith(nonce) && serverNonce.length > nonce.length;
  if (match === null || !isOurs || serverNonce.length > nonceCharsMax)
    throw new SaslFailure("the server's SCRAM challenge is malformed");
  const iterations = Number(count);
  if (iterations < iterationsMin || iterations > iterationsMax)
    throw new SaslFailure(`the server asks for ${iterations} rounds of SCRAM`);
  return { serverNonce, salt: Buffer.from(salt, 'base64'), iterations };
}

function hmac(hash: string, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}

/** RFC 5802 §5.1. */
function saslName(text: string): string {
  return text.replaceAll('=', '=3D').replaceAll(',', '=2C');
}
