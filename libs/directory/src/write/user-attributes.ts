import { Attribute } from 'ldapts';
import type { DirectoryPlace } from '../look-at-server.ts';
import type { UserPassword, UserWish } from './user-wish.ts';

/** [MS-SAMR] §3.1.1.6: what signs in to old systems has 20 characters at most. */
const shortNameCharsMax = 20;
/** [MS-ADTS] §2.2.16: an account of a person, enabled. */
const normalAccount = '512';

/** The short name as the directory keeps it. */
export function shortNameOf(
  { alias }: Pick<UserWish, 'alias'>,
  { isActiveDirectory }: Pick<DirectoryPlace, 'isActiveDirectory'>,
): string {
  return isActiveDirectory ? alias.slice(0, shortNameCharsMax) : alias;
}

/**
 * A new user's entry. Active Directory makes one that can sign in of a single addition with its password in it; elsewhere the password is
 * set afterwards, so that the server hashes it as it is configured to.
 */
export function userAttributes(
  wish: UserWish,
  password: UserPassword | undefined,
  place: Pick<DirectoryPlace, 'isActiveDirectory'>,
): Attribute[] {
  const { address, name, mark } = wish;
  const words = name.split(/\s+/);
  const [first = name] = words;
  const last = words.length > 1 ? (words.at(-1) ?? name) : name;
  const shared = { cn: name, sn: last, givenName: first, displayName: name, mail: address };
  const text = { ...shared, description: mark };
  if (!place.isActiveDirectory) {
    const classes = ['top', 'person', 'organizationalPerson', 'inetOrgPerson'];
    return listed({ objectClass: classes, ...text, uid: shortNameOf(wish, place) });
  }
  const classes = ['top', 'person', 'organizationalPerson', 'user'];
  const entry = listed({
    ...{ objectClass: classes, ...text, sAMAccountName: shortNameOf(wish, place) },
    ...{ userPrincipalName: address },
  });
  if (password === undefined) return entry;
  const secret = new Attribute({ type: 'unicodePwd', values: [unicodePassword(password.text)] });
  const mustChange = listed(password.mustChange ? { pwdLastSet: '0' } : {});
  return [...entry, secret, ...listed({ userAccountControl: normalAccount }), ...mustChange];
}

/** [MS-ADTS] §3.1.1.3.1.5: in quotation marks, UTF-16 little-endian. */
export function unicodePassword(text: string): Buffer {
  return Buffer.from(`"${text}"`, 'utf16le');
}

function listed(values: Readonly<Record<string, string | string[]>>): Attribute[] {
  return Object.entries(values).map(
    ([type, given]) => new Attribute({ type, values: Array.isArray(given) ? given : [given] }),
  );
}
