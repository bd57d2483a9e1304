import type { SaslMechanism } from '../sasl/exchange.ts';

/** What the server can do beyond RFC 3501; each can be switched off by name. */
export const extensions = [
  'LITERAL+', // RFC 7888
  'SASL-IR', // RFC 4959
  'ID', // RFC 2971
  'ENABLE', // RFC 5161
  'IDLE', // RFC 2177
  'NAMESPACE', // RFC 2342
  'CHILDREN', // RFC 3348
  'LIST-EXTENDED', // RFC 5258
  'LIST-STATUS', // RFC 5819
  'STATUS=SIZE', // RFC 8438
  'SPECIAL-USE', // RFC 6154
  'CREATE-SPECIAL-USE', // RFC 6154
  'UIDPLUS', // RFC 4315
  'MULTIAPPEND', // RFC 3502
  'APPENDLIMIT', // RFC 7889
  'CONDSTORE', // RFC 7162
  'MOVE', // RFC 6851
  'UNSELECT', // RFC 3691
  'QUOTA', // RFC 9208; where there is one
] as const;

/**
 * Offered only when asked for: `LITERAL-` (RFC 7888 §5) in place of `LITERAL+`, Gmail's own and Apple's own (of which nothing
 * is known but the name), UIDONLY (RFC 9586).
 */
export type Extension =
  (typeof extensions)[number] | 'LITERAL-' | 'X-GM-EXT-1' | 'XAPPLELITERAL' | 'UIDONLY';

/** The set a server offers. */
export function chooseExtensions(choice: {
  readonly isBare: boolean;
  readonly without: readonly Extension[];
  readonly also: readonly Extension[];
}): ReadonlySet<Extension> {
  const chosen = new Set<Extension>(choice.isBare ? [] : extensions);
  for (const name of choice.without) chosen.delete(name);
  for (const name of choice.also) chosen.add(name);
  return chosen;
}

const beforeSignIn: ReadonlySet<Extension> = new Set([
  'LITERAL+',
  'LITERAL-',
  'SASL-IR',
  'ID',
  'ENABLE',
  'IDLE',
]);

/** The capability list as sent, by the state of the connection. */
export function capabilityList(view: {
  readonly extensions: ReadonlySet<Extension>;
  readonly isSignedIn: boolean;
  readonly offersStartTls: boolean;
  readonly mechanisms: readonly SaslMechanism[];
  readonly refusesLogin: boolean;
  readonly refusesPlainText: boolean;
  readonly appendLimit: number | 'by-folder' | undefined;
  readonly messageLimit: number | undefined;
}): string {
  const words = ['IMAP4rev1'];
  for (const name of view.extensions) {
    if (!view.isSignedIn && !beforeSignIn.has(name)) continue;
    if (name !== 'APPENDLIMIT') words.push(name);
    else if (view.appendLimit === 'by-folder') words.push(name);
    else if (view.appendLimit !== undefined) words.push(`APPENDLIMIT=${String(view.appendLimit)}`);
  }
  if (view.isSignedIn && view.messageLimit !== undefined) {
    words.push(`MESSAGELIMIT=${String(view.messageLimit)}`);
  }
  if (!view.isSignedIn) {
    if (view.offersStartTls) words.push('STARTTLS');
    // RFC 3501 §7.2.1: LOGINDISABLED while the password would travel in the clear.
    if (view.refusesPlainText || view.refusesLogin) words.push('LOGINDISABLED');
    if (!view.refusesPlainText) words.push(...view.mechanisms.map((name) => `AUTH=${name}`));
  }
  return words.join(' ');
}
