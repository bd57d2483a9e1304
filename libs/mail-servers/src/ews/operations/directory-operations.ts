import { zones } from '../calendar/zones.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, escapeXml } from '../wire/xml-element.ts';
import { type OperationContext, attempt, eachOf } from './operation-context.ts';
import { pageOf } from './page-of.ts';

/** Reference page "ResolveNames operation": no more than a hundred. */
const resolutionsMax = 100;
const hexStart = '0000000';

/** EWS reference page "ResolveNames operation", over the mailboxes of this server. */
export function resolveNames(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const entry = childOf(request, 'm:UnresolvedEntry')?.text.trim().toLowerCase() ?? '';
  const wanted = entry.replace(/^smtp:/, '');
  return attempt('ResolveNames', () => {
    const found = context.stores.addresses.filter((one) => one.toLowerCase().startsWith(wanted));
    if (found.length === 0) {
      throw new EwsProblem('ErrorNameResolutionNoResults', 'No results were found.');
    }
    const shown = found.slice(0, resolutionsMax);
    return [
      `<m:ResolutionSet TotalItemsInView="${shown.length}" IncludesLastItemInRange="${shown.length === found.length}">`,
      ...shown.map(
        (one) => `<t:Resolution><t:Mailbox>${mailboxXml(one)}</t:Mailbox></t:Resolution>`,
      ),
      '</m:ResolutionSet>',
    ];
  });
}

/** EWS reference page "ConvertId operation": between the forms that say the same in other letters. */
export function convertId(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const format = request.attributes['DestinationFormat'] ?? '';
  return eachOf(
    ['ConvertId', context],
    childOf(request, 'm:SourceIds')?.children ?? [],
    ({ attributes }) => {
      const { Id = '', Format = '', Mailbox = '' } = attributes;
      const bytes =
        Format === 'HexEntryId'
          ? Buffer.from(Id.slice(hexStart.length), 'hex')
          : Buffer.from(Id, 'base64url');
      const converted =
        format === 'HexEntryId'
          ? `${hexStart}${bytes.toString('hex').toUpperCase()}`
          : bytes.toString('base64url');
      return [
        '<m:AlternateId xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="t:AlternateIdType" ' +
          `Format="${format}" Id="${converted}" Mailbox="${escapeXml(Mailbox)}"/>`,
      ];
    },
  );
}

/** EWS reference page "GetServerTimeZones operation", by id and name. */
export function getServerTimeZones(request: XmlElement): AnswerPiece[] {
  const ids = childOf(request, 'm:Ids')?.children.map(({ text }) => text.trim());
  return attempt('GetServerTimeZones', () => [
    '<m:TimeZoneDefinitions>',
    ...zones
      .filter(({ id }) => ids === undefined || ids.includes(id))
      .map(
        ({ id, name }) => `<t:TimeZoneDefinition Id="${escapeXml(id)}" Name="${escapeXml(name)}"/>`,
      ),
    '</m:TimeZoneDefinitions>',
  ]);
}

/** EWS reference page "GetSearchableMailboxes operation"; only who may discover, may ask. */
export function getSearchableMailboxes(
  request: XmlElement,
  context: OperationContext,
): AnswerPiece[] {
  if (!context.mayDiscover) throw new EwsProblem('ErrorAccessDenied', 'Access is denied.');
  const filter = childOf(request, 'm:SearchFilter')?.text.trim().toLowerCase() ?? '';
  const found = context.stores.addresses.filter((one) => one.toLowerCase().includes(filter));
  const one = (address: string) =>
    `<t:SearchableMailbox><t:Guid>${guidOf(address)}</t:Guid><t:PrimarySmtpAddress>${escapeXml(address)}</t:PrimarySmtpAddress>` +
    '<t:IsExternalMailbox>false</t:IsExternalMailbox><t:ExternalEmailAddress/>' +
    `<t:DisplayName>${escapeXml(address)}</t:DisplayName><t:IsMembershipGroup>false</t:IsMembershipGroup>` +
    `<t:ReferenceId>${escapeXml(address)}</t:ReferenceId></t:SearchableMailbox>`;
  return [
    '<m:GetSearchableMailboxesResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>',
    `<m:SearchableMailboxes>${found.map(one).join('')}</m:SearchableMailboxes>`,
    '</m:GetSearchableMailboxesResponse>',
  ];
}

/** EWS reference page "FindPeople operation", over the mailboxes of this server. */
export function findPeople(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const query = childOf(request, 'm:QueryString')?.text.trim().toLowerCase() ?? '';
  const all = context.stores.addresses.filter((one) => one.toLowerCase().includes(query));
  const { items } = pageOf(all, request, resolutionsMax);
  const one = (address: string) =>
    `<t:Persona><t:PersonaId Id="${Buffer.from(`AAUQ${address}`).toString('base64url')}"/>` +
    `<t:DisplayName>${escapeXml(address)}</t:DisplayName>` +
    `<t:EmailAddress>${mailboxXml(address)}</t:EmailAddress></t:Persona>`;
  return [
    '<m:FindPeopleResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>',
    `<m:People>${items.map(one).join('')}</m:People>`,
    `<m:TotalNumberOfPeopleInView>${all.length}</m:TotalNumberOfPeopleInView>`,
    '</m:FindPeopleResponse>',
  ];
}

function mailboxXml(address: string): string {
  const said = escapeXml(address);
  return `<t:Name>${said}</t:Name><t:EmailAddress>${said}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType>`;
}

function guidOf(address: string): string {
  const hex = Buffer.from(address).toString('hex').padEnd(32, '0').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
