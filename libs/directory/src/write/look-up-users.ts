import { EqualityFilter, type Filter, OrFilter } from 'ldapts';
import type { DirectoryPlace } from '../look-at-server.ts';
import { type DirectorySession, readsAtOnceMax } from '../open-session.ts';
import { bytesOf, type DirectoryEntry, textsOf } from '../read/directory-entry.ts';
import { keyOf } from '../read/dn.ts';
import { anything } from '../read/filters.ts';
import { idOf, mailboxAttributes } from '../read/mailbox-of.ts';
import { shortNameOf } from './user-attributes.ts';
import type { UserWish } from './user-wish.ts';

/** Users asked for in one question: a filter has a length. */
const askedAtOnce = 40;

export type UserQuestion = Pick<UserWish, 'dn' | 'address' | 'alias'>;

export interface LookedUp {
  /** Why it cannot be made, in sentences; none: it can. */
  readonly conflicts: readonly string[];
  /** Users that have its short name or address: one that gets a mailbox is among them. */
  readonly users: readonly FoundUser[];
}

export interface FoundUser {
  readonly dn: string;
  readonly id: string;
  readonly name: string;
  readonly hasMailbox: boolean;
}

/** What stands in the way of each, in the order of the wishes. @throws ConnectorError */
export async function lookUpUsers(
  session: DirectorySession,
  place: DirectoryPlace,
  wishes: readonly UserQuestion[],
): Promise<readonly LookedUp[]> {
  const found: LookedUp[] = [];
  for (let from = 0; from < wishes.length; from += askedAtOnce) {
    const some = wishes.slice(from, from + askedAtOnce);
    const entries = await matching(session, place, some);
    const byDn = await session.readAll(
      some
        .slice(0, readsAtOnceMax)
        .map(({ dn }) => ({ baseDn: dn, filter: anything, attributes: mailboxAttributes })),
    );
    found.push(...some.map((wish, at) => lookedUp(wish, place, [byDn[at], entries])));
  }
  return found;
}

async function matching(
  session: DirectorySession,
  place: DirectoryPlace,
  wishes: readonly UserQuestion[],
): Promise<readonly DirectoryEntry[]> {
  const filter = new OrFilter({ filters: wishes.flatMap((wish) => filtersOf(wish, place)) });
  const entries: DirectoryEntry[] = [];
  const { baseDn } = place;
  for await (const page of session.pages({ baseDn, filter, attributes: mailboxAttributes })) {
    entries.push(...page.entries);
  }
  return entries;
}

function filtersOf(wish: UserQuestion, place: DirectoryPlace): Filter[] {
  const { address } = wish;
  const short = shortNameOf(wish, place);
  return [
    ['mail', address],
    ['proxyAddresses', `smtp:${address}`],
    ['userPrincipalName', address],
    ['sAMAccountName', short],
    ['uid', short],
  ].map(([attribute = '', value = '']) => new EqualityFilter({ attribute, value }));
}

function lookedUp(
  wish: UserQuestion,
  place: DirectoryPlace,
  [atDn, entries]: readonly [DirectoryEntry | undefined, readonly DirectoryEntry[]],
): LookedUp {
  const address = wish.address.toLowerCase();
  const short = shortNameOf(wish, place).toLowerCase();
  const has = (entry: DirectoryEntry, names: readonly string[], value: string) =>
    names.some((name) => textsOf(entry, name).some((one) => one.toLowerCase() === value));
  const byAddress = entries.filter(
    (entry) =>
      has(entry, ['mail', 'userPrincipalName'], address) ||
      has(entry, ['proxyAddresses'], `smtp:${address}`),
  );
  const byName = entries.filter((entry) => has(entry, ['sAMAccountName', 'uid'], short));
  const conflicts = [
    ...(atDn === undefined ? [] : [`There is an entry with the name ${atDn.dn} already.`]),
    ...(byAddress[0] === undefined ? [] : [`${byAddress[0].dn} has the address ${wish.address}.`]),
    ...(byName[0] === undefined ? [] : [`${byName[0].dn} signs in as ${short} already.`]),
  ];
  const users = new Map([...byName, ...byAddress].map((entry) => [keyOf(entry.dn), entry]));
  return { conflicts, users: [...users.values()].map((entry) => userOf(entry, place)) };
}

const mailboxMarks = ['msExchMailboxGuid', 'homeMDB', 'msExchRecipientTypeDetails'];

/** Where Exchange is, its own attributes say it; elsewhere whoever has an address has a mailbox. */
function userOf(entry: DirectoryEntry, { hasExchange }: DirectoryPlace): FoundUser {
  const name = textsOf(entry, 'displayName')[0] ?? textsOf(entry, 'cn')[0] ?? '';
  const marks = hasExchange ? mailboxMarks : ['mail'];
  const hasMailbox = marks.some((mark) => bytesOf(entry, mark) !== undefined);
  return { dn: entry.dn, id: idOf(entry), name, hasMailbox };
}
