import type { ComplexType } from '../schema/declare-types.ts';
import { schemaTypes } from '../schema/request-declarations.ts';
import { type EwsItem, elementOfClass } from '../store/ews-item.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, elementNamed, escapeXml, xmlOf } from '../wire/xml-element.ts';
import { bodyAs } from './item-body.ts';
import { type ItemPlace, fieldOf, idElement } from './item-fields.ts';
import { type ItemShape, isWanted } from './item-shape.ts';
import { mimeOf } from './item-mime.ts';
import { derived } from './mapi-aliases.ts';
import { pathXml } from './property-key.ts';
import { propertyOf } from './property-values.ts';

export interface ItemWriting {
  readonly place: ItemPlace;
  /** Of the server: 14, 15. */
  readonly version: number;
  readonly mime: 'kept' | 'regenerated';
  readonly numbersItems: boolean;
  readonly keepsNamedProperties: boolean;
  readonly derivesProperties: boolean;
  readonly leavesOut: ReadonlySet<string>;
  readonly addsUnknown: boolean;
}

const typeNames: Readonly<Record<string, string>> = {
  't:MeetingResponse': 'Meeting',
  't:MeetingCancellation': 'Meeting',
  't:MeetingMessage': 'Meeting',
};
/** What FindItem gives of a string (page "FindItem operation": 255 characters). */
const foundCharsMax = 255;
/** What a later schema, and some vendor, may say besides. */
const unknown =
  '<t:SortKey>17</t:SortKey><v:Mark xmlns:v="urn:example:vendor" Kind="none">x</v:Mark>';
const common =
  't:Subject t:Sensitivity t:Body t:Attachments t:DateTimeSent t:HasAttachments t:Size t:Categories t:DateTimeCreated';
/** The base shape Default (page "Property sets and response shapes in EWS"). */
const defaults: Readonly<Record<string, ReadonlySet<string>>> = {
  't:Message': words(
    `${common} t:Importance t:ToRecipients t:CcRecipients t:BccRecipients t:IsReadReceiptRequested t:IsDeliveryReceiptRequested t:From t:InternetMessageId t:IsRead t:References t:ResponseObjects`,
  ),
  't:CalendarItem': words(
    't:Subject t:HasAttachments t:Attachments t:Start t:End t:LegacyFreeBusyStatus t:Location t:CalendarItemType t:MyResponseType t:IsRecurring t:Organizer t:ModifiedOccurrences t:DeletedOccurrences t:Recurrence t:FirstOccurrence t:LastOccurrence',
  ),
  't:Contact': words(
    't:FileAs t:DisplayName t:Subject t:HasAttachments t:Attachments t:CompanyName t:CompleteName t:EmailAddresses t:PhysicalAddresses t:PhoneNumbers t:ImAddresses t:JobTitle',
  ),
  't:Task': words(
    't:Subject t:DueDate t:StartDate t:PercentComplete t:Status t:HasAttachments t:Attachments',
  ),
  't:DistributionList': words('t:Subject t:DisplayName t:FileAs t:ContactSource'),
};

/** An item as an answer has it, its parts in the schema's order. @throws EwsProblem */
export function itemXml(item: EwsItem, shape: ItemShape, writing: ItemWriting): AnswerPiece[] {
  const element = elementOfClass(item.itemClass);
  const type = typeOf(element);
  checkFields(shape, type);
  const own = defaults[element] ?? defaults['t:Message'] ?? new Set<string>();
  const pieces: AnswerPiece[] = [`<${element}>`];
  for (const { name, since } of type.parts) {
    if (since > writing.version || writing.leavesOut.has(name)) continue;
    if (name === 't:ItemId') pieces.push(xmlOf(idElement(name, item)));
    else if (name === 't:MimeContent') pieces.push(...mimePieces(item, shape, writing));
    else if (name === 't:ExtendedProperty') pieces.push(...propertyPieces(item, shape, writing));
    else if (isWanted(shape, name, own)) {
      const field = fieldOf(item, name, writing.place);
      if (field !== undefined) pieces.push(xmlOf(shaped({ ...field, name }, shape)));
    }
  }
  if (writing.addsUnknown) pieces.push(unknown);
  pieces.push(`</${element}>`);
  return pieces;
}

/** Asked of one item by name, a property must be one of its type (reference page `ResponseCode`). */
function checkFields(shape: ItemShape, type: ComplexType): void {
  if (shape.reading === 'find') return;
  const names = new Set(type.parts.map(({ name }) => name));
  for (const name of [...shape.fields, ...shape.entries.keys()]) {
    if (!names.has(name)) {
      throw new EwsProblem(
        'ErrorInvalidPropertyRequest',
        'The property is not valid for this object type.',
      );
    }
  }
}

function mimePieces(item: EwsItem, shape: ItemShape, writing: ItemWriting): AnswerPiece[] {
  if (!shape.withMime) return [];
  const mime = mimeOf(item, writing.mime, writing.place.owner);
  return ['<t:MimeContent CharacterSet="UTF-8">', { base64Of: mime }, '</t:MimeContent>'];
}

function propertyPieces(item: EwsItem, shape: ItemShape, writing: ItemWriting): AnswerPiece[] {
  return shape.properties.flatMap(({ key, path }) => {
    if (key === '0x0e23' && !writing.numbersItems) return [];
    if (key.startsWith('{') && !writing.keepsNamedProperties) return [];
    if (derived.has(key) && !writing.derivesProperties) return [];
    const value = propertyOf(item, key, path.attributes['PropertyType'] ?? '');
    if (value === undefined) return [];
    const cut = (text: string) =>
      escapeXml(shape.reading === 'find' ? text.slice(0, foundCharsMax) : text);
    const content =
      typeof value === 'string'
        ? `<t:Value>${cut(value)}</t:Value>`
        : `<t:Values>${value.map((one) => `<t:Value>${cut(one)}</t:Value>`).join('')}</t:Values>`;
    return [`<t:ExtendedProperty>${pathXml(path)}${content}</t:ExtendedProperty>`];
  });
}

function shaped(field: XmlElement, { reading, bodyType, entries, fields }: ItemShape): XmlElement {
  const { name, children } = field;
  if (name === 't:Body') return bodyAs(field, bodyType);
  const keys = fields.has(name) ? undefined : entries.get(name);
  if (keys !== undefined) {
    return {
      ...field,
      children: children.filter(({ attributes }) =>
        keys.has(attributes['Key'] ?? attributes['HeaderName'] ?? ''),
      ),
    };
  }
  if (reading !== 'find') return field;
  if (name === 't:From' || name === 't:Sender' || name === 't:Organizer') {
    const shown = childOf(childOf(field, 't:Mailbox'), 't:Name');
    return shown === undefined ? field : elementNamed(name, [elementNamed('t:Mailbox', [shown])]);
  }
  return children.length > 0 ? field : { ...field, text: field.text.slice(0, foundCharsMax) };
}

function typeOf(element: string): ComplexType {
  const type = schemaTypes.get(typeNames[element] ?? element.slice(2));
  if (type === undefined) throw new Error(`no type of ${element}`);
  return type;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
