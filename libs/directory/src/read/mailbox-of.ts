import { cleanServerText } from '@mailhaul/connector-line';
import * as z from 'zod';
import { type DirectoryEntry, bytesOf, textsOf } from './directory-entry.ts';
import { guidOf, uuidOf } from './guid.ts';
import { directoryKinds, recipientKind } from './recipient-kind.ts';

const addressCharsMax = 320;
const nameCharsMax = 500;
const aliasesMax = 500;
const namesMax = 20;

const nameSchema = z.string().max(nameCharsMax);
const addressSchema = z
  .string()
  .max(addressCharsMax)
  // eslint-disable-next-line no-control-regex -- an address with one goes nowhere
  .regex(/^[^\s@\u0000-\u001f\u007f]+@[^\s@\u0000-\u001f\u007f]+$/);

/** One mailbox as a directory tells of it. Personal. */
export const directoryMailboxSchema = z.object({
  /** Stable as long as the entry lives, however it is renamed or moved: what kind of id it is, and the id. Without one: the entry's name. */
  id: z.string().max(2_100),
  dn: z.string().max(2_048),
  kind: z.enum(directoryKinds),
  /** The one it writes from. */
  address: addressSchema,
  /** Its other addresses. */
  aliases: z.array(addressSchema).max(aliasesMax),
  /** X.500 addresses, `legacyExchangeDN` first: what old replies inside Exchange are addressed to. */
  x500: z.array(z.string().max(1_024)).max(aliasesMax),
  /** Of people; may be empty. */
  name: nameSchema,
  /** The name by language, where the directory has it so (RFC 3866): `de`, `pt-br`. */
  localNames: z.record(z.string().max(35), nameSchema),
  /** As whom its owner signs in: `userPrincipalName`, else the account's short name. */
  account: nameSchema.optional(),
  /** Exchange's id of the mailbox itself. */
  mailboxGuid: z.string().optional(),
  hasArchive: z.boolean(),
});

export type DirectoryMailbox = z.output<typeof directoryMailboxSchema>;

/** What is read of a mailbox's entry. */
export const mailboxAttributes: readonly string[] = [
  ...['objectGUID', 'entryUUID', 'msExchMailboxGuid', 'msExchArchiveGUID'],
  ...['mail', 'proxyAddresses', 'mailAlternateAddress', 'legacyExchangeDN'],
  ...['displayName', 'cn', 'givenName', 'sn'],
  ...['userPrincipalName', 'sAMAccountName', 'uid'],
  ...['msExchRecipientTypeDetails', 'msExchRecipientDisplayType', 'homeMDB', 'objectClass'],
];

/** The mailbox of an entry; undefined where it has none, or no address that mail can be sent to. */
export function mailboxOf(entry: DirectoryEntry): DirectoryMailbox | undefined {
  const first = (name: string) => textsOf(entry, name)[0];
  const kind = recipientKind(
    first('msExchRecipientTypeDetails'),
    first('msExchRecipientDisplayType'),
  );
  if (kind === 'none' || (kind === undefined && isNoMailbox(entry))) return undefined;
  const { address, aliases } = addressesOf(entry);
  const account = first('userPrincipalName') ?? first('sAMAccountName') ?? first('uid');
  const mailboxGuid = guidOf(bytesOf(entry, 'msExchMailboxGuid'));
  const read = directoryMailboxSchema.safeParse({
    ...{ id: idOf(entry), dn: entry.dn, kind: kind ?? 'user', address, aliases },
    x500: x500Of(entry),
    ...namesOf(entry),
    ...(account === undefined ? {} : { account: clean(account) }),
    ...(mailboxGuid === undefined ? {} : { mailboxGuid }),
    hasArchive: guidOf(bytesOf(entry, 'msExchArchiveGUID')) !== undefined,
  });
  return read.data;
}

/** An id that a directory gives an entry for good, with its kind: those of two directories are not alike by chance. */
export function idOf(entry: DirectoryEntry): string {
  const guid = guidOf(bytesOf(entry, 'objectGUID'));
  if (guid !== undefined) return `objectGUID:${guid}`;
  const uuid = uuidOf(textsOf(entry, 'entryUUID')[0]);
  return uuid === undefined ? `dn:${entry.dn}` : `entryUUID:${uuid}`;
}

/** Localised by RFC 3866 (`displayName;lang-de`). */
function namesOf(entry: DirectoryEntry): Pick<DirectoryMailbox, 'name' | 'localNames'> {
  const first = (name: string) => clean(textsOf(entry, name)[0] ?? '');
  const local: [string, string][] = [];
  for (const attribute of entry.attributes.keys()) {
    const language = /^displayname;lang-(?<code>[a-z0-9-]{1,35})$/.exec(attribute)?.groups?.[
      'code'
    ];
    if (language !== undefined && local.length < namesMax) local.push([language, first(attribute)]);
  }
  const whole = `${first('givenName')} ${first('sn')}`.trim();
  const plain = [first('displayName'), first('cn'), whole, local[0]?.[1] ?? ''];
  return { name: plain.find((name) => name !== '') ?? '', localNames: Object.fromEntries(local) };
}

/** The address that mail to it goes to; undefined: it has none. */
export function addressOfEntry(entry: DirectoryEntry): string | undefined {
  const { address } = addressesOf(entry);
  return addressSchema.safeParse(address).success ? address : undefined;
}

/** `SMTP:` is the primary one, `smtp:` the others; `mail` alone where a directory has no proxyAddresses. */
function addressesOf(entry: DirectoryEntry): {
  readonly address: string;
  readonly aliases: string[];
} {
  const proxies = textsOf(entry, 'proxyAddresses');
  const main = proxies.find((proxy) => proxy.startsWith('SMTP:'))?.slice(5);
  const [mail] = textsOf(entry, 'mail');
  const address = (main ?? mail ?? '').trim();
  const others = [
    ...proxies.filter((proxy) => /^smtp:/i.test(proxy)).map((proxy) => proxy.slice(5)),
    ...textsOf(entry, 'mail'),
    ...textsOf(entry, 'mailAlternateAddress'),
  ];
  const known = new Map([[address.toLowerCase(), address]]);
  for (const other of others.map((one) => one.trim())) {
    if (known.size > aliasesMax) break;
    if (addressSchema.safeParse(other).success && !known.has(other.toLowerCase()))
      known.set(other.toLowerCase(), other);
  }
  return { address, aliases: [...known.values()].slice(1) };
}

function x500Of(entry: DirectoryEntry): string[] {
  const legacy = textsOf(entry, 'legacyExchangeDN');
  const proxies = textsOf(entry, 'proxyAddresses')
    .filter((proxy) => /^x500:/i.test(proxy))
    .map((proxy) => proxy.slice(5));
  return [...new Set([...legacy, ...proxies].map(clean))].slice(0, aliasesMax);
}

/** Groups and contacts have addresses, too. */
function isNoMailbox(entry: DirectoryEntry): boolean {
  const classes = textsOf(entry, 'objectClass').map((name) => name.toLowerCase());
  return classes.some((name) => name === 'contact' || groupClasses.includes(name));
}

/** In lower case. */
export const groupClasses: readonly string[] = [
  'group',
  'groupofnames',
  'groupofuniquenames',
  'groupofmembers',
];

function clean(text: string): string {
  return cleanServerText(text).toWellFormed();
}
