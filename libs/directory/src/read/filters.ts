import {
  AndFilter,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from 'ldapts';
import { bytesOfGuid } from './guid.ts';
import { groupClasses } from './mailbox-of.ts';
import type { DirectoryKind } from './recipient-kind.ts';

/** What a person typed goes into these as a value of the protocol, never as a piece of a filter's text: nothing in it can be a filter. */

const has = (attribute: string): Filter => new PresenceFilter({ attribute });
const is = (attribute: string, value: string): Filter => new EqualityFilter({ attribute, value });
const and = (...filters: readonly Filter[]): Filter => new AndFilter({ filters: [...filters] });
const or = (...filters: readonly Filter[]): Filter => new OrFilter({ filters: [...filters] });

/** Every entry. */
export const anything = has('objectClass');

/** Entries that Exchange keeps a mailbox for, here or in Exchange Online. */
export const exchangeMailboxes: Filter = or(
  has('msExchMailboxGuid'),
  has('homeMDB'),
  has('msExchRecipientTypeDetails'),
);

const groups = groupClasses.map((name) => is('objectClass', name));

/**
 * Entries with an address, in directories that Exchange was never in. Groups and contacts are left out of what is read: a server that does not
 * know their class answers a filter with "not" in it with nothing at all (RFC 4511 §4.5.1.7).
 */
export const plainMailboxes: Filter = has('mail');

export const anyGroup: Filter = or(...groups);

export const anyUnit: Filter = or(
  is('objectClass', 'organizationalUnit'),
  is('objectClass', 'container'),
);

/** Those of the filter whose name or one of whose addresses has the text in it, whatever the case. */
export function withText(filter: Filter, text: string): Filter {
  if (text === '') return filter;
  const holds = (attribute: string) => new SubstringFilter({ attribute, any: [text] });
  return and(
    filter,
    or(
      ...['displayName', 'cn', 'sn', 'givenName', 'mail', 'proxyAddresses'].map(holds),
      new SubstringFilter({ attribute: 'sAMAccountName', initial: text }),
      new SubstringFilter({ attribute: 'uid', initial: text }),
    ),
  );
}

/** Those that are in the group, through other groups as well: LDAP_MATCHING_RULE_IN_CHAIN ([MS-ADTS] §3.1.1.3.4.4.3). */
export function inGroup(filter: Filter, groupDn: string): Filter {
  const chain = { matchType: 'memberOf', rule: '1.2.840.113556.1.4.1941', value: groupDn };
  return and(filter, new ExtensibleFilter(chain));
}

/** A group by what people call it. */
export function groupNamed(name: string): Filter {
  const names = ['mail', 'cn', 'displayName', 'sAMAccountName'].map((attribute) =>
    is(attribute, name),
  );
  return and(anyGroup, or(...names, is('proxyAddresses', `smtp:${name}`)));
}

export function anyOf(filters: readonly Filter[]): Filter {
  return or(...filters);
}

/** Whoever has that stable id or that address, whatever else is asked of a mailbox. A name (`dn:`) is no filter. */
export function knownAs(
  one: { readonly id: string } | { readonly address: string },
): readonly Filter[] {
  if ('address' in one) {
    const { address } = one;
    const plain = ['mail', 'mailAlternateAddress'].map((attribute) => is(attribute, address));
    return [or(...plain, is('proxyAddresses', `smtp:${address}`))];
  }
  const [kind, id = ''] = one.id.split(/:(.*)/s, 2);
  if (kind === 'entryUUID') return [is('entryUUID', id)];
  const bytes = kind === 'objectGUID' ? bytesOfGuid(id) : undefined;
  return bytes === undefined ? [] : [new EqualityFilter({ attribute: 'objectGUID', value: bytes })];
}

/** Whether a search for these kinds can leave the choice to what is read of each entry. */
export function isOfKind(
  kind: DirectoryKind,
  kinds: readonly DirectoryKind[] | undefined,
): boolean {
  return kinds === undefined ? kind !== 'system' && kind !== 'public' : kinds.includes(kind);
}
