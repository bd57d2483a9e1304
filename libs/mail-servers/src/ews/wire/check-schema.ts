import { SchemaViolation } from './schema-violation.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * What may stand in an element, in this order: an excerpt of messages.xsd and types.xsd (EWS reference pages `FindItem`,
 * `ItemShape`, `Message`, `Folder`, `CreateItem` and their like). Exchange refuses a request that differs as a whole.
 */
const sequences: Readonly<Record<string, readonly string[]>> = {
  's:Envelope': ['s:Header', 's:Body'],
  's:Header': ['t:RequestServerVersion', 't:ExchangeImpersonation'],
  't:ExchangeImpersonation': ['t:ConnectingSID'],
  'm:GetFolder': ['m:FolderShape', 'm:FolderIds'],
  'm:FindFolder': [
    'm:FolderShape',
    'm:IndexedPageFolderView',
    'm:Restriction',
    'm:ParentFolderIds',
  ],
  'm:CreateFolder': ['m:ParentFolderId', 'm:Folders'],
  't:Folder': ['t:FolderClass', 't:DisplayName', 't:ExtendedProperty'],
  'm:FindItem': [
    ...['m:ItemShape', 'm:IndexedPageItemView', 'm:Restriction', 'm:SortOrder'],
    'm:ParentFolderIds',
  ],
  'm:GetItem': ['m:ItemShape', 'm:ItemIds'],
  'm:FolderShape': ['t:BaseShape', 't:AdditionalProperties'],
  'm:ItemShape': ['t:BaseShape', 't:IncludeMimeContent', 't:AdditionalProperties'],
  'm:CreateItem': ['m:SavedItemFolderId', 'm:Items'],
  't:Message': [
    ...['t:MimeContent', 't:ItemClass', 't:Subject', 't:Categories', 't:ExtendedProperty'],
    't:IsRead',
  ],
  't:ExtendedProperty': ['t:ExtendedFieldURI', 't:Value'],
  'm:DeleteItem': ['m:ItemIds'],
};

const repeated: ReadonlySet<string> = new Set(['t:ExtendedProperty']);

/** The values that attributes may have, where the schema lists them. */
const attributes: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'm:FindItem': { Traversal: /^(?:Shallow|SoftDeleted|Associated)$/ },
  'm:FindFolder': { Traversal: /^(?:Shallow|Deep|SoftDeleted)$/ },
  'm:DeleteItem': { DeleteType: /^(?:HardDelete|SoftDelete|MoveToDeletedItems)$/ },
  't:RequestServerVersion': { Version: /^Exchange20(?:07|07_SP1|10|10_SP1|10_SP2|13|13_SP1|16)$/ },
  't:ExtendedFieldURI': { PropertyType: /^(?:Integer|Long|SystemTime|String|Binary|Boolean)$/ },
};

/** @throws SchemaViolation at the first element that stands where it may not. */
export function checkSchema(element: XmlElement): void {
  for (const [name, pattern] of Object.entries(attributes[element.name] ?? {})) {
    if (!pattern.test(element.attributes[name] ?? ''))
      throw new SchemaViolation(`The '${name}' attribute of '${plain(element.name)}' is invalid.`);
  }
  const sequence = sequences[element.name];
  if (sequence !== undefined) checkSequence(element, sequence);
  element.children.forEach(checkSchema);
}

function checkSequence(element: XmlElement, sequence: readonly string[]): void {
  let at = 0;
  for (const { name } of element.children) {
    const place = sequence.indexOf(name, at);
    if (place < 0) {
      const where = `The element '${plain(element.name)}' has invalid child element '${plain(name)}'`;
      throw new SchemaViolation(`The request failed schema validation: ${where}.`);
    }
    at = repeated.has(name) ? place : place + 1;
  }
}

function plain(name: string): string {
  return name.slice(2);
}
