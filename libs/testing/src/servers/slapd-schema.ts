/** Numbers for private use (OpenLDAP's experimental arc): nothing outside these tests knows them. */
const arc = '1.3.6.1.4.1.4203.666.77';

const syntaxes = {
  text: "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX '1.3.6.1.4.1.1466.115.121.1.15'",
  octets: "EQUALITY octetStringMatch SYNTAX '1.3.6.1.4.1.1466.115.121.1.40'",
  integer: "EQUALITY integerMatch SYNTAX '1.3.6.1.4.1.1466.115.121.1.27'",
} as const;

/** What Exchange and Active Directory add to people, under the names they have there. */
const attributes: Readonly<Record<string, keyof typeof syntaxes>> = {
  proxyAddresses: 'text',
  legacyExchangeDN: 'text',
  homeMDB: 'text',
  userPrincipalName: 'text',
  sAMAccountName: 'text',
  mailAlternateAddress: 'text',
  objectGUID: 'octets',
  msExchMailboxGuid: 'octets',
  msExchArchiveGUID: 'octets',
  msExchRecipientTypeDetails: 'integer',
  msExchRecipientDisplayType: 'integer',
};

/** Schema lines for slapd.conf: the attributes, a class that lets any entry have them, and contacts. */
export function exchangeSchema(): string {
  const names = Object.entries(attributes);
  const types = names.map(
    ([name, syntax], at) =>
      `attributetype ( ${arc}.1.${at + 1} NAME '${name}' ${syntaxes[syntax]} )`,
  );
  const may = [...names.map(([name]) => name), 'mail', 'displayName', 'uid'].join(' $ ');
  return [
    ...types,
    `objectclass ( ${arc}.2.1 NAME 'exchangeRecipient' SUP top AUXILIARY MAY ( ${may} ) )`,
    `objectclass ( ${arc}.2.2 NAME 'contact' SUP organizationalPerson STRUCTURAL )`,
  ].join('\n');
}
