import type { EwsFolder } from '../store/ews-mailbox.ts';
import { type AnswerPiece, EwsProblem, failure, success } from '../wire/answers.ts';
import { SchemaViolation } from '../wire/schema-violation.ts';
import { type XmlElement, childOf, escapeXml } from '../wire/xml-element.ts';
import {
  type OperationContext,
  extendedProperty,
  folderNamed,
  wantedOf,
} from './operation-context.ts';

const nextNumberTag = '0x6751';

/** EWS reference page "GetFolder operation". */
export function getFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const wanted = wantedOf(childOf(request, 'm:FolderShape'));
  return (childOf(request, 'm:FolderIds')?.children ?? []).flatMap((id) =>
    attempt('GetFolder', () => {
      const folder = folderNamed(context, id);
      return ['<m:Folders>', folderXml(folder, context, wanted), '</m:Folders>'];
    }),
  );
}

/** EWS reference page "FindFolder operation"; paged by IndexedPageFolderView. */
export function findFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const wanted = wantedOf(childOf(request, 'm:FolderShape'));
  const view = childOf(request, 'm:IndexedPageFolderView')?.attributes ?? {};
  const [parent] = childOf(request, 'm:ParentFolderIds')?.children ?? [];
  return attempt('FindFolder', () => {
    if (parent === undefined) throw new SchemaViolation('There is no parent folder.');
    const root = folderNamed(context, parent);
    const isDeep = request.attributes['Traversal'] === 'Deep';
    const { mailbox } = context;
    const all = isDeep ? mailbox.below(root.id) : mailbox.childrenOf(root.id);
    const offset = Number(view['Offset'] ?? 0);
    const entriesMax = Math.min(Number(view['MaxEntriesReturned'] ?? 1000), 1000);
    const page = all.slice(offset, offset + entriesMax);
    const next = offset + page.length;
    return [
      `<m:RootFolder IndexedPagingOffset="${next}" TotalItemsInView="${all.length}" IncludesLastItemInRange="${next >= all.length}"><t:Folders>`,
      ...page.map((folder) => folderXml(folder, context, wanted)),
      '</t:Folders></m:RootFolder>',
    ];
  });
}

/** EWS reference page "CreateFolder operation". */
export function createFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const [parentId] = childOf(request, 'm:ParentFolderId')?.children ?? [];
  return (childOf(request, 'm:Folders')?.children ?? []).flatMap((folder) =>
    attempt('CreateFolder', () => {
      if (parentId === undefined) throw new SchemaViolation('There is no parent folder.');
      const parent = folderNamed(context, parentId);
      const name = childOf(folder, 't:DisplayName')?.text ?? '';
      const folderClass = childOf(folder, 't:FolderClass')?.text ?? 'IPF.Note';
      const made = context.mailbox.createFolder(parent.id, name, folderClass);
      return ['<m:Folders>', folderXml(made, context, new Set()), '</m:Folders>'];
    }),
  );
}

/** What the act answers, or what went wrong with it. */
export function attempt(operation: string, act: () => readonly AnswerPiece[]): AnswerPiece[] {
  try {
    return success(operation, act());
  } catch (error) {
    if (error instanceof EwsProblem) return failure(operation, error);
    throw error;
  }
}

const elements: Readonly<Record<string, string>> = {
  'IPF.Appointment': 't:CalendarFolder',
  'IPF.Contact': 't:ContactsFolder',
  'IPF.Task': 't:TasksFolder',
};

function folderXml(
  folder: EwsFolder,
  { mailbox, tellsNextNumber }: OperationContext,
  wanted: ReadonlySet<string>,
): string {
  const element = elements[folder.folderClass] ?? 't:Folder';
  const { id, parentId, name, folderClass, items, nextNumber } = folder;
  const field = (uri: string, xml: string) => (wanted.has(uri) ? xml : '');
  return [
    `<${element}><t:FolderId Id="${id}" ChangeKey="AQAAAA=="/>`,
    parentId === undefined
      ? ''
      : field('folder:ParentFolderId', `<t:ParentFolderId Id="${parentId}" ChangeKey="AQAAAA=="/>`),
    folderClass === ''
      ? ''
      : field('folder:FolderClass', `<t:FolderClass>${escapeXml(folderClass)}</t:FolderClass>`),
    field('folder:DisplayName', `<t:DisplayName>${escapeXml(name)}</t:DisplayName>`),
    field('folder:TotalCount', `<t:TotalCount>${items.length}</t:TotalCount>`),
    field(
      'folder:ChildFolderCount',
      `<t:ChildFolderCount>${mailbox.childrenOf(id).length}</t:ChildFolderCount>`,
    ),
    tellsNextNumber
      ? field(nextNumberTag, extendedProperty(nextNumberTag, 'Integer', nextNumber))
      : '',
    `</${element}>`,
  ].join('');
}
