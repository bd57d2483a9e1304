import { renameSync, statSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { ConnectorError } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import * as z from 'zod';
import type { FetchToken, FreshToken } from './kept-tokens.ts';
import { postForm } from './post-form.ts';
import { FileUnreadable, readFirstLine } from './read-small-file.ts';
import { signedAssertion } from './service-account.ts';
import { checkedToken, tokenUnavailable } from './token-errors.ts';

export interface TokenEndpoint {
  readonly url: string;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly scope: string | undefined;
  /** Where the refresh token is; undefined: the application asks in its own right (RFC 6749 §4.4). */
  readonly refreshToken: { readonly file: string } | { readonly text: string } | undefined;
  /** A service account that acts for the mailbox (RFC 7523 §2.1), in place of a refresh token. */
  readonly serviceAccount?: { readonly keyFile: string; readonly subject: string } | undefined;
  readonly connect?: ((host: string, port: number, clock: Clock) => Promise<Socket>) | undefined;
}

interface Preset {
  readonly url: string;
  readonly userScope?: string;
  readonly userScopeOfExchange?: string;
  readonly appScope?: string;
}

const presets: Readonly<Record<string, Preset>> = {
  google: { url: 'https://oauth2.googleapis.com/token', appScope: 'https://mail.google.com/' },
  microsoft: {
    url: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token',
    userScope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
    userScopeOfExchange: 'https://outlook.office365.com/EWS.AccessAsUser.All offline_access',
    appScope: 'https://outlook.office365.com/.default',
  },
};

/** URL and scope that belong to a name; an own URL stays as it is. */
export function endpointOf(
  name: string,
  tenant: string,
  asked: { readonly isApplication: boolean; readonly scheme: 'imap' | 'exchange' },
): { url: string; scope: string | undefined } {
  const preset = presets[name];
  if (preset === undefined) return { url: name, scope: undefined };
  const { appScope, userScope, userScopeOfExchange } = preset;
  const ofUser = asked.scheme === 'imap' ? userScope : userScopeOfExchange;
  const scope = asked.isApplication ? appScope : ofUser;
  return { url: preset.url.replace('{tenant}', tenant), scope };
}

const grantedSchema = z.object({
  access_token: z.string(),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
  refresh_token: z.string().optional().catch(undefined),
});
const refusedSchema = z.object({
  error: z.string().catch(''),
  error_description: z.string().optional().catch(undefined),
});

/** A token is renewed so long before its end, or a tenth of its life where that is less. */
const marginMsMax = 300_000;
/** How long one is kept whose life the endpoint does not tell (RFC 6749 §5.1 only recommends it). */
const unknownLifeMs = 300_000;

/** Access tokens from a token endpoint: RFC 6749 §6 with a refresh token, RFC 7523 for a service account, else §4.4. */
export function tokenFromEndpoint(endpoint: TokenEndpoint): FetchToken {
  let replaced: string | undefined;
  return async (clock) => {
    const current = replaced ?? refreshTokenOf(endpoint);
    const { fields, secrets } = grantOf(endpoint, current, clock);
    const answer = await ask(endpoint, fields, clock);
    const granted = grantedSchema.safeParse(parsedJson(answer.body));
    if (answer.status !== 200 || !granted.success) throw refusal(answer, secrets);
    const next = granted.data.refresh_token;
    if (current !== undefined && next !== undefined && next !== current) {
      replaced = next;
      keepRefreshToken(endpoint, next);
    }
    return fresh(granted.data);
  };
}

interface Grant {
  readonly fields: Record<string, string>;
  /** What of it must not be shown. */
  readonly secrets: readonly string[];
}

function grantOf(endpoint: TokenEndpoint, refreshToken: string | undefined, clock: Clock): Grant {
  const { url, clientId, clientSecret, scope, serviceAccount } = endpoint;
  if (serviceAccount !== undefined) {
    const assertion = assertionOf(serviceAccount, { scope: scope ?? '', audience: url, clock });
    const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    return { fields: { grant_type, assertion }, secrets: [assertion] };
  }
  const fields = {
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    ...(scope === undefined ? {} : { scope }),
    ...(refreshToken === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
  return {
    fields,
    secrets: [clientSecret, refreshToken].filter((secret) => secret !== undefined),
  };
}

function assertionOf(
  account: NonNullable<TokenEndpoint['serviceAccount']>,
  { scope, audience, clock }: { scope: string; audience: string; clock: Clock },
): string {
  try {
    return signedAssertion({ ...account, scope, audience, wallMs: clock.wallMs() });
  } catch (error) {
    if (error instanceof FileUnreadable)
      throw tokenUnavailable(`There is no service account: ${error.message}.`);
    throw error;
  }
}

function refreshTokenOf({ refreshToken }: TokenEndpoint): string | undefined {
  if (refreshToken === undefined) return undefined;
  if ('text' in refreshToken) return refreshToken.text;
  try {
    return readFirstLine(refreshToken.file).trim();
  } catch (error) {
    if (error instanceof FileUnreadable)
      throw tokenUnavailable(`There is no refresh token: ${error.message}.`);
    throw error;
  }
}

async function ask(endpoint: TokenEndpoint, fields: Record<string, string>, clock: Clock) {
  const { url, connect } = endpoint;
  try {
    return await postForm({
      url: new URL(url),
      fields,
      clock,
      connect: connect && ((host, port) => connect(host, port, clock)),
    });
  } catch (cause) {
    if (cause instanceof ConnectorError && cause.code === 'address-refused') throw cause;
    const words =
      cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : '';
    throw tokenUnavailable(`The token endpoint cannot be reached (${words.slice(0, 100)}).`, {
      isPassing: true,
    });
  }
}

function refusal(answer: { status: number; body: string }, secrets: readonly string[]) {
  const { data } = refusedSchema.safeParse(parsedJson(answer.body));
  const words = [data?.error ?? '', data?.error_description ?? '']
    .filter((word) => word !== '')
    .join(': ');
  const clean = secrets
    .filter((secret) => secret.length > 3)
    .reduce((text, secret) => text.replaceAll(secret, '***'), words)
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .slice(0, 300);
  const isPassing = answer.status >= 500 || answer.status === 429;
  return tokenUnavailable(`The token endpoint gives no access token (HTTP ${answer.status}).`, {
    isPassing,
    ...(clean === '' ? {} : { serverText: clean }),
  });
}

function fresh({
  access_token: token,
  expires_in: seconds,
}: z.output<typeof grantedSchema>): FreshToken {
  const lifeMs = seconds === undefined ? unknownLifeMs : Math.min(seconds, 86_400) * 1000;
  const keepMs = lifeMs - Math.min(marginMsMax, lifeMs / 10);
  return { token: checkedToken(token, 'the token endpoint'), keepMs };
}

/**
 * Some endpoints take a refresh token once and send the next with the answer: without it in the file the next run would
 * have none. Only a plain file is replaced, whole and with its rights.
 */
function keepRefreshToken({ refreshToken }: TokenEndpoint, next: string): void {
  if (refreshToken === undefined || !('file' in refreshToken)) return;
  if (!/^[\x21-\x7e]{1,16384}$/.test(next)) return;
  const { file } = refreshToken;
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return;
  const part = `${file}.part`;
  writeFileSync(part, `${next}\n`, { mode: stat.mode & 0o777 });
  renameSync(part, file);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
