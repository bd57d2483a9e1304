import type { ChannelBinding } from '../tls/channel-binding.ts';
import type { SignInWay } from './choose-mechanism.ts';
import type { LineBinding, SaslIdentity, SaslName } from './mechanism.ts';
import { saslprep } from './saslprep.ts';

const bindings: ReadonlySet<SignInWay> = new Set(['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS']);
const scrams: ReadonlySet<SignInWay> = new Set([...bindings, 'SCRAM-SHA-256', 'SCRAM-SHA-1']);
const secretless: ReadonlySet<SignInWay> = new Set([...scrams, 'CRAM-MD5']);

/** One try: by which way, tied to what, with name and password prepared or as they were typed. */
export interface Attempt {
  readonly way: SignInWay;
  readonly binding: LineBinding;
  readonly identity: SaslIdentity;
}

/** What is known before the first try. */
export interface Circumstances {
  readonly offered: ReadonlySet<string>;
  readonly identity: SaslIdentity;
  readonly isEncrypted: boolean;
  readonly forced: SaslName | undefined;
  readonly binding: ChannelBinding | undefined;
}

/** The best way first; what follows it after a refusal sends nothing that it would not have sent to whoever listens. */
export function planAttempts(
  ways: readonly SignInWay[],
  { offered, identity, isEncrypted, forced, binding }: Circumstances,
): readonly Attempt[] {
  const [best] = ways;
  if (best === undefined) return [];
  const prepared = preparedOf(identity);
  const isAltered = prepared.login !== identity.login || prepared.secret !== identity.secret;
  const bare = ways.find((way) => scrams.has(way) && !bindings.has(way));
  const open = ways.find((way) => !secretless.has(way));
  const isBound = bindings.has(best);
  const isOfferMissing = binding !== undefined && forced === undefined && !offersBinding(offered);
  const scram = (way: SignInWay, who: SaslIdentity): Attempt => {
    const unbound = isOfferMissing ? 'not-offered' : 'none';
    return { way, identity: who, binding: bindings.has(way) ? (binding ?? 'none') : unbound };
  };
  const first = scrams.has(best) ? scram(best, prepared) : plainly(best, identity);
  if (!secretless.has(best)) return [first];
  const unbound = isBound && bare !== undefined ? [scram(bare, prepared)] : [];
  // Servers that prepare nothing (RFC 4013), like Dovecot 2.3 and Cyrus SASL 2.1, know the password as it was typed.
  const typed = scrams.has(best) && isAltered ? [scram(best, identity)] : [];
  if (isEncrypted && open !== undefined)
    return [first, ...(isBound ? typed : []), ...unbound, plainly(open, identity)];
  return [first, ...typed, ...unbound];
}

function plainly(way: SignInWay, identity: SaslIdentity): Attempt {
  return { way, identity, binding: 'none' };
}

function offersBinding(offered: ReadonlySet<string>): boolean {
  return [...bindings].some((way) => offered.has(way));
}

/** RFC 5802 §5.1: name and password as RFC 4013 writes them, or as they are where it has no such text. */
function preparedOf(identity: SaslIdentity): SaslIdentity {
  const { login, secret } = identity;
  return { ...identity, login: saslprep(login) ?? login, secret: saslprep(secret) ?? secret };
}
