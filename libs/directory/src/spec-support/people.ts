import { type DirectoryEntry, directoryBase } from '@mailhaul/testing/servers';

const guid = (at: number) => Uint8Array.from({ length: 16 }, (_, one) => (at * 31 + one * 7) % 256);

/** A person of Exchange below the unit. */
export function exchangePerson(
  name: string,
  given: { readonly at: number; readonly unit?: string; readonly more?: object },
): DirectoryEntry {
  const { at, unit = people, more = {} } = given;
  return {
    dn: `cn=${name},${unit}`,
    ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name },
    ...{ displayName: `${name} Example`, mail: `${name.toLowerCase()}@example.org` },
    proxyAddresses: [`SMTP:${name}@example.org`, `smtp:${name.toLowerCase()}@old.example`],
    ...{ objectGUID: guid(at), msExchMailboxGuid: guid(at + 100) },
    ...{ msExchRecipientTypeDetails: '1', sAMAccountName: name.toLowerCase() },
    ...more,
  };
}

export const people = `ou=People,${directoryBase}`;
export const berlin = `ou=Berlin,${people}`;
const groups = `ou=Groups,${directoryBase}`;

const unit = (dn: string): DirectoryEntry => ({
  ...{ dn, objectClass: 'organizationalUnit' },
  ou: /^ou=(?<name>[^,]+)/.exec(dn)?.groups?.['name'] ?? '',
});

function group(name: string, member: readonly string[]): DirectoryEntry {
  return {
    dn: `cn=${name},${groups}`,
    ...{ objectClass: ['groupOfNames', 'exchangeRecipient'], cn: name, member },
    mail: `${name.toLowerCase()}@example.org`,
  };
}

/** What Exchange keeps, with every sort of entry that a search meets. */
export const exchangeEntries: readonly DirectoryEntry[] = [
  ...[people, berlin, groups].map(unit),
  exchangePerson('Anna', {
    at: 1,
    more: {
      'displayName;lang-de': 'Anna Beispiel',
      proxyAddresses: [
        'SMTP:Anna@example.org',
        'smtp:a.example@example.org',
        'x500:/o=Old/cn=anna',
        'sip:anna@example.org',
      ],
      legacyExchangeDN: '/o=Example/ou=First/cn=Recipients/cn=anna',
      msExchArchiveGUID: guid(201),
      userPrincipalName: 'anna@corp.example',
    },
  }),
  exchangePerson('Bert', { at: 2, unit: berlin }),
  exchangePerson('Help*desk(1)\\', {
    at: 3,
    more: {
      msExchRecipientTypeDetails: '4',
      mail: 'help@example.org',
      proxyAddresses: 'SMTP:help@example.org',
    },
  }),
  exchangePerson('Blue', { at: 4, unit: berlin, more: { msExchRecipientTypeDetails: '16' } }),
  exchangePerson('Beamer', { at: 5, more: { msExchRecipientTypeDetails: '32' } }),
  exchangePerson('Discovery', { at: 6, more: { msExchRecipientTypeDetails: '536870912' } }),
  exchangePerson('Guest', { at: 7, more: { msExchRecipientTypeDetails: '128' } }),
  exchangePerson('Remote', { at: 8, more: { msExchRecipientTypeDetails: '2147483648' } }),
  {
    ...{ dn: `cn=Carl,${people}`, objectClass: ['contact', 'exchangeRecipient'], cn: 'Carl' },
    ...{ sn: 'Carl', mail: 'carl@elsewhere.example', msExchRecipientTypeDetails: '64' },
  },
  group('Staff', [`cn=Anna,${people}`, `cn=Managers,${groups}`, `cn=Gone,${people}`]),
  // Each is in the other.
  group('Managers', [`CN=Bert, ${berlin}`, `cn=Staff,${groups}`, `cn=Blue,${berlin}`]),
  group('Namesake', [`cn=Anna,${people}`]),
  {
    ...group('Namesake2', [`cn=Bert,${berlin}`]),
    cn: ['Namesake2', 'Namesake'],
  },
];

/** People of a directory that Exchange was never in, and their group. */
export function plainPeople(count: number): readonly DirectoryEntry[] {
  const dnOf = (at: number) => `uid=p${at},${plain}`;
  const numbers = Array.from({ length: count }, (_, at) => at);
  return [
    unit(plain),
    ...numbers.map((at) => ({
      ...{ dn: dnOf(at), objectClass: 'inetOrgPerson', uid: `p${at}`, cn: `Person ${at}` },
      ...{ sn: `${at}`, mail: [`p${at}@plain.example`, `person.${at}@plain.example`] },
    })),
    {
      ...{ dn: `cn=Everybody,${plain}`, objectClass: 'groupOfNames', cn: 'Everybody' },
      member: [plain, ...numbers.map(dnOf)],
    },
  ];
}

export const plain = `ou=Plain,${directoryBase}`;
