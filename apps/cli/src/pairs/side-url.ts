import { signsInWithoutPassword } from '@mailhaul/connector-registry';
import { cleanText } from '../text/clean-text.ts';
import { UsageError } from '../usage-error.ts';

export const connectionUrlHint =
  'write imaps://USER:PASSWORD@HOST, imap://USER:PASSWORD@HOST (STARTTLS) or add ?security=none, for Exchange exchange://USER:PASSWORD@HOST; an @ in a user name is %40; tokens, admins, proxies and pins: see docs/reference/command-line.md';

/** A connection's URL, taken apart only as far as the command line needs it; the registry judges the rest. */
export interface SideUrl {
  readonly url: URL;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** False: a token or a certificate signs in. */
  readonly needsPassword: boolean;
}

/** @throws UsageError never repeats the text: it may hold a password. */
export function parseSideUrl(text: string, what: string): SideUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === '')
    throw new UsageError(`${what} is not a connection URL`, connectionUrlHint);
  return {
    url,
    user: decoded(url.username, what),
    password: decoded(url.password, what),
    needsPassword: !signsInWithoutPassword(url.search),
  };
}

/** The same server and settings with these credentials. */
export function withCredentials(
  side: SideUrl,
  credentials: { user: string; password: string | undefined },
): string {
  const url = new URL(side.url);
  url.username = encodeURIComponent(credentials.user);
  url.password = encodeURIComponent(credentials.password ?? '');
  return url.href;
}

/** The same place with another tree of its mailboxes. @throws UsageError that is of Exchange alone */
export function withKind(side: SideUrl, kind: string): SideUrl {
  if (side.url.protocol !== 'exchange:') throw new UsageError('it goes with exchange:// only');
  const url = new URL(side.url);
  url.searchParams.set('kind', kind.toLowerCase());
  return { ...side, url };
}

/** The same place, where the mailbox's own refresh token stands in a file. @throws UsageError that is of token endpoints alone */
export function withTokenFile(side: SideUrl, file: string): SideUrl {
  if (!side.url.searchParams.has('oauth'))
    throw new UsageError('it goes with a connection URL that has oauth= only');
  const url = new URL(side.url);
  url.searchParams.delete('refresh-token-env');
  url.searchParams.set('refresh-token-file', file);
  return { ...side, url };
}

/** For people: the address, or `user@host` where the user name alone would not say which mailbox is meant. */
export function sideLabel(side: SideUrl, user: string): string {
  return cleanText(user.includes('@') ? user : `${user}@${side.url.host}`);
}

function decoded(part: string, what: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new UsageError(
      `${what} has a % that is not followed by two hex digits`,
      'write % itself as %25',
      { cause },
    );
  }
}
