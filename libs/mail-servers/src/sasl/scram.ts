import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { bad, no } from '../server/command.ts';
import { type Credential, credentialOf, verdictOn, wrongPassword } from './credentials.ts';
import type { SaslExchange, SaslRun, SaslVerdict } from './exchange.ts';
import { bindingOf } from './line-binding.ts';

const iterations = 4096;

/** RFC 5802 §3, the server's side; `bound` to the TLS connection, as its -PLUS. */
export function scram(hash: 'sha1' | 'sha256', line: 'bare' | 'bound'): SaslRun {
  return async ({ session, first, ask }) => {
    const opening =
      /^([ny]|p=([a-z-]+)),(?:a=([^,]*))?,(n=([^,]*),r=([\x21-\x2b\x2d-\x7e]+))$/.exec(
        (await first()).toString('utf8'),
      );
    if (opening === null) return { refusal: bad('Malformed SCRAM message') };
    const [whole, flag = '', type, authorize, bare = '', name, nonce = ''] = opening;
    const binding = line === 'bound' ? bindingOf(session, type) : Buffer.alloc(0);
    if (binding === undefined || (type === undefined) !== (line === 'bare'))
      return { refusal: no('No such channel binding', 'AUTHENTICATIONFAILED') };
    // §6: who could have bound the line and saw no offer of it was robbed of the offer.
    if (flag === 'y' && session.mechanisms().some((one) => one.endsWith('-PLUS')))
      return refuse(ask, 'server-does-support-channel-binding');
    const credential = credentialOf(session, saslName(name), saslName(authorize));
    const salt = createHash('sha256')
      .update(`salt of ${name ?? ''}`)
      .digest()
      .subarray(0, 16);
    const ours = createHash('sha256')
      .update(`${String(session.id)} ${String(session.settings.clock.wallMs())} ${nonce}`)
      .digest('base64');
    const challenge = `r=${nonce}${ours},s=${salt.toString('base64')},i=${String(iterations)}`;
    const closing = /^(c=([^,]*),r=([^,]*)),p=([^,]+)$/.exec((await ask(challenge)).toString());
    if (closing?.[3] !== nonce + ours) return { refusal: bad('Malformed SCRAM message') };
    const header = whole.slice(0, whole.length - bare.length);
    const bound = Buffer.concat([Buffer.from(header), binding]).toString('base64');
    if (closing[2] !== bound) return refuse(ask, 'channel-bindings-dont-match');
    const proof = Buffer.from(closing[4] ?? '', 'base64');
    const signed = `${bare},${challenge},${closing[1] ?? ''}`;
    const keys = keysOf(hash, credential, salt);
    const signature = hmac(hash, keys.stored, signed);
    const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)));
    const isRight = createHash(hash).update(clientKey).digest().equals(keys.stored);
    // The answer to this is empty; a client that doubts our proof cancels instead.
    if (isRight) await ask(`v=${hmac(hash, keys.server, signed).toString('base64')}`);
    return verdictOn(credential, isRight);
  };
}

/** The reason goes as a challenge, which the client gives up at. */
async function refuse(ask: SaslExchange['ask'], reason: string): Promise<SaslVerdict> {
  await ask(`e=${reason}`);
  return wrongPassword;
}

function keysOf(hash: 'sha1' | 'sha256', credential: Credential | undefined, salt: Buffer) {
  const length = hash === 'sha1' ? 20 : 32;
  const salted = pbkdf2Sync(credential?.password ?? '', salt, iterations, length, hash);
  const stored = createHash(hash)
    .update(hmac(hash, salted, 'Client Key'))
    .digest();
  return { stored, server: hmac(hash, salted, 'Server Key') };
}

function hmac(hash: string, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}

/** RFC 5802 §5.1: `=2C` and `=3D` stand for comma and equals sign. */
function saslName(text = ''): string {
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=');
}
