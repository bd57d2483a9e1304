/** Ways of signing in that a server may offer (WWW-Authenticate, RFC 9110 §11.6.1). */
export type OfferedWay = 'basic' | 'ntlm' | 'negotiate' | 'bearer';

const schemes = /(?:^|,)\s*(basic|ntlm|negotiate|bearer)\b/gi;

/** As Node joins several headers: by commas, among which commas of parameters are. */
export function waysIn(challenge: string | undefined): ReadonlySet<OfferedWay> {
  const found = [...(challenge ?? '').slice(0, challengeCharsMax).matchAll(schemes)];
  return new Set(found.map(([, name = '']) => name.toLowerCase() as OfferedWay));
}

/** The message of NTLM's second step; undefined where there is none. */
export function ntlmMessageIn(
  challenge: string | undefined,
  scheme: 'NTLM' | 'Negotiate',
): Buffer | undefined {
  const found = new RegExp(`(?:^|,)\\s*${scheme}\\s+([A-Za-z0-9+/]+={0,2})`, 'i').exec(
    (challenge ?? '').slice(0, challengeCharsMax),
  );
  return found?.[1] === undefined ? undefined : Buffer.from(found[1], 'base64');
}

const challengeCharsMax = 32 * 1024;
