import { createSign } from 'node:crypto';
import * as z from 'zod';
import { readSmallFile } from './read-small-file.ts';
import { tokenUnavailable } from './token-errors.ts';

const keySchema = z.object({
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
});

const lifeSeconds = 3600;

export interface AssertionWish {
  /** The JSON key that Google gives out for a service account. */
  readonly keyFile: string;
  /** Whose mailbox: the organisation has allowed the account to act for its users. */
  readonly subject: string;
  readonly scope: string;
  readonly audience: string;
  readonly wallMs: number;
}

/**
 * What a service account shows to the token endpoint for one user (RFC 7523 §2.1,
 * https://developers.google.com/identity/protocols/oauth2/service-account#httprest). @throws FileUnreadable, ConnectorError
 */
export function signedAssertion(wish: AssertionWish): string {
  const { keyFile, subject, scope, audience, wallMs } = wish;
  const key = readKey(keyFile);
  const issuedAt = Math.floor(wallMs / 1000);
  const kid = key.private_key_id;
  const header = { alg: 'RS256', typ: 'JWT', ...(kid === undefined ? {} : { kid }) };
  const claims = {
    iss: key.client_email,
    sub: subject,
    scope,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + lifeSeconds,
  };
  const signed = [header, claims].map(encoded).join('.');
  try {
    const signature = createSign('RSA-SHA256').update(signed).sign(key.private_key, 'base64url');
    return `${signed}.${signature}`;
  } catch {
    // OpenSSL's words could repeat parts of the key.
    throw tokenUnavailable('The private key of the service account cannot be used.');
  }
}

function readKey(file: string): z.output<typeof keySchema> {
  const text = readSmallFile(file).toString('utf8');
  try {
    return keySchema.parse(JSON.parse(text));
  } catch {
    // Neither the parser's words nor the schema's: both quote what they found.
    throw tokenUnavailable('The service account file is not the JSON key of a service account.');
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
