import { idElement } from '../items/item-fields.ts';
import { pathXml, propertyKey } from '../items/property-key.ts';
import { elementOf } from '../schema/field-names.ts';
import type { PropertyValue } from '../store/ews-item.ts';
import type { EwsMailbox } from '../store/ews-mailbox.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, escapeXml, xmlOf } from '../wire/xml-element.ts';
import type { OperationContext } from './operation-context.ts';

export interface FolderShape {
  readonly base: string;
  readonly fields: ReadonlySet<string>;
  readonly properties: readonly { readonly key: string; readonly path: XmlElement }[];
}

export interface OwnedFolder {
  readonly mailbox: EwsMailbox;
  readonly folder: StoredFolder;
}

const elements: readonly (readonly [RegExp, string])[] = [
  [/^IPF\.Appointment/i, 't:CalendarFolder'],
  [/^IPF\.Contact/i, 't:ContactsFolder'],
  [/^IPF\.Task/i, 't:TasksFolder'],
];
const defaults = new Set(['t:DisplayName', 't:TotalCount', 't:ChildFolderCount', 't:UnreadCount']);
/** PidTagAttributeHidden, PidTagFolderType, PidTagContainerClass, PidTagInternetArticleNumberNext, PidTagDisplayName, PidTagContentCount. */
const hiddenKey = '0x10f4';
const folderTypeKey = '0x3601';
const classKey = '0x3613';
const nextNumberKey = '0x6751';
const nameKey = '0x3001';
const countKey = '0x3602';
/** MS-OXCFOLD §2.2.2.2.2.2: FOLDER_ROOT, FOLDER_GENERIC, FOLDER_SEARCH. */
const typeRoot = 0;
const typeGeneric = 1;
const typeSearch = 2;

/** Reference page `FolderShape`. @throws EwsProblem */
export function folderShapeOf(shape: XmlElement | undefined): FolderShape {
  const paths = childOf(shape, 't:AdditionalProperties')?.children ?? [];
  return {
    base: childOf(shape, 't:BaseShape')?.text.trim() ?? 'IdOnly',
    fields: new Set(
      paths
        .filter(({ name }) => name === 't:FieldURI')
        .map(({ attributes }) => elementOf(attributes['FieldURI'] ?? '')),
    ),
    properties: paths
      .filter(({ name }) => name === 't:ExtendedFieldURI')
      .map((path) => ({ key: propertyKey(path), path })),
  };
}

/** A folder as an answer has it, in the order of the schema. */
export function folderXml(
  { mailbox, folder }: OwnedFolder,
  context: OperationContext,
  shape: FolderShape,
): string {
  const element = elementOfFolder(folder);
  const { base, fields } = shape;
  const field = (name: string, value: string | number | undefined) => {
    const isWanted =
      fields.has(name) || base === 'AllProperties' || (base === 'Default' && defaults.has(name));
    return !isWanted || value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
  };
  const parent = folder.parentId === undefined ? undefined : mailbox.folder(folder.parentId);
  const isParentWanted = fields.has('t:ParentFolderId') || base === 'AllProperties';
  const hasUnread =
    element === 't:Folder' || element === 't:SearchFolder' || element === 't:TasksFolder';
  const distinguished = context.version >= 15 ? folder.distinguishedId : undefined;
  return [
    `<${element}>${xmlOf(idElement('t:FolderId', folder))}`,
    isParentWanted && parent !== undefined ? xmlOf(idElement('t:ParentFolderId', parent)) : '',
    field('t:FolderClass', folder.folderClass === '' ? undefined : folder.folderClass),
    field('t:DisplayName', folder.name),
    field('t:TotalCount', folder.items.filter(({ isAssociated }) => !isAssociated).length),
    field('t:ChildFolderCount', mailbox.childrenOf(folder.id).length),
    ...shape.properties.map(({ key, path }) =>
      propertyXml(folderProperty(folder, key, context), path),
    ),
    field('t:DistinguishedFolderId', distinguished),
    hasUnread ? field('t:UnreadCount', folder.items.filter(({ isRead }) => !isRead).length) : '',
    `</${element}>`,
  ].join('');
}

/** The value of a path in a folder, for restrictions. */
export function folderValueAt(
  path: XmlElement,
  context: OperationContext,
): (folder: StoredFolder) => string | undefined {
  switch (path.attributes['FieldURI']) {
    case undefined: {
      const key = propertyKey(path);
      return (folder) => {
        const value = folderProperty(folder, key, context);
        return typeof value === 'string' ? value : value?.[0];
      };
    }
    case 'folder:DisplayName':
      return ({ name }) => name;
    case 'folder:FolderClass':
      return ({ folderClass }) => folderClass;
    default:
      throw new EwsProblem('ErrorUnsupportedPathForQuery', 'The property is not searchable.');
  }
}

export function elementOfFolder({ folderClass, isSearch }: StoredFolder): string {
  if (isSearch) return 't:SearchFolder';
  return elements.find(([pattern]) => pattern.test(folderClass))?.[1] ?? 't:Folder';
}

function folderProperty(
  folder: StoredFolder,
  key: string,
  { tellsNextNumber }: OperationContext,
): PropertyValue | undefined {
  switch (key) {
    case hiddenKey:
      return folder.isHidden ? 'true' : folder.properties.get(key);
    case folderTypeKey:
      return String(
        folder.isSearch ? typeSearch : folder.parentId === undefined ? typeRoot : typeGeneric,
      );
    case classKey:
      return folder.folderClass === '' ? undefined : folder.folderClass;
    case nextNumberKey:
      return tellsNextNumber ? String(folder.nextNumber) : undefined;
    case nameKey:
      return folder.name;
    case countKey:
      return String(folder.items.length);
    default:
      return folder.properties.get(key);
  }
}

function propertyXml(value: PropertyValue | undefined, path: XmlElement): string {
  if (value === undefined) return '';
  const one = (text: string) => `<t:Value>${escapeXml(text)}</t:Value>`;
  const content =
    typeof value === 'string' ? one(value) : `<t:Values>${value.map(one).join('')}</t:Values>`;
  return `<t:ExtendedProperty>${pathXml(path)}${content}</t:ExtendedProperty>`;
}
