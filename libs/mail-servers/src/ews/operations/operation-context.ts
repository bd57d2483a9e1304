import type { EwsFolder, EwsMailbox } from '../store/ews-mailbox.ts';
import { EwsProblem } from '../wire/answers.ts';
import { SchemaViolation } from '../wire/schema-violation.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';

export interface OperationContext {
  readonly mailbox: EwsMailbox;
  readonly mime: 'kept' | 'regenerated';
  readonly itemBytesMax: number;
  readonly foundMax: { readonly restricted: number; readonly plain: number };
  readonly numbersItems: boolean;
  readonly tellsNextNumber: boolean;
  readonly ignoresRestrictions: boolean;
  readonly isUnreadable: (number: number) => boolean;
}

/** The folder that a FolderId or DistinguishedFolderId names. @throws EwsProblem */
export function folderNamed({ mailbox }: OperationContext, id: XmlElement): EwsFolder {
  const value = id.attributes['Id'] ?? '';
  if (id.name === 't:FolderId') return mailbox.folder(value);
  if (id.name === 't:DistinguishedFolderId') return mailbox.distinguished(value);
  throw new SchemaViolation(`The request failed schema validation: '${id.name}' names no folder.`);
}

/** Tags of properties that a shape asks for, lower case, and names of fields: `item:Size`. */
export function wantedOf(shape: XmlElement | undefined): ReadonlySet<string> {
  const more = childOf(shape, 't:AdditionalProperties')?.children ?? [];
  return new Set(
    more.map((property) =>
      property.name === 't:FieldURI' ? (property.attributes['FieldURI'] ?? '') : tagOf(property),
    ),
  );
}

/** Of an ExtendedFieldURI with a tag. @throws EwsProblem */
export function tagOf(property: XmlElement): string {
  const tag = property.attributes['PropertyTag']?.toLowerCase();
  if (property.name !== 't:ExtendedFieldURI' || tag === undefined) {
    throw new EwsProblem('ErrorInvalidExtendedProperty', 'The extended property is not valid.');
  }
  return `0x${Number(tag).toString(16).padStart(4, '0')}`;
}

export function extendedProperty(tag: string, type: string, value: string | number): string {
  return (
    `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="${type}"/>` +
    `<t:Value>${value}</t:Value></t:ExtendedProperty>`
  );
}
