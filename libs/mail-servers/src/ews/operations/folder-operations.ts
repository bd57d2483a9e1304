import { propertyIn } from '../items/property-values.ts';
import type { PropertyValue } from '../store/ews-item.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, xmlOf } from '../wire/xml-element.ts';
import { idElement } from '../items/item-fields.ts';
import {
  type OwnedFolder,
  elementOfFolder,
  folderShapeOf,
  folderValueAt,
  folderXml,
} from './folder-xml.ts';
import { type OperationContext, eachOf, folderNamed } from './operation-context.ts';
import { pageOf } from './page-of.ts';
import { testOf } from './restriction.ts';

/** What typed folders imply (reference page `ResponseCode`, ErrorNoFolderClassOverride). */
const impliedClasses: Readonly<Record<string, string>> = {
  't:CalendarFolder': 'IPF.Appointment',
  't:ContactsFolder': 'IPF.Contact',
  't:TasksFolder': 'IPF.Task',
};
const foldersMax = 1000;

/** EWS reference page "GetFolder operation". */
export function getFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return eachOf(['GetFolder', context], childOf(request, 'm:FolderIds')?.children ?? [], (id) => {
    const shape = folderShapeOf(childOf(request, 'm:FolderShape'));
    return ['<m:Folders>', folderXml(folderNamed(context, id), context, shape), '</m:Folders>'];
  });
}

/** EWS reference page "FindFolder operation"; public folders only level by level (reference page `ResponseCode`, ErrorInvalidOperation). */
export function findFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return eachOf(
    ['FindFolder', context],
    childOf(request, 'm:ParentFolderIds')?.children ?? [],
    (parent) => {
      const shape = folderShapeOf(childOf(request, 'm:FolderShape'));
      const { mailbox, folder } = folderNamed(context, parent);
      const isDeep = request.attributes['Traversal'] === 'Deep';
      if (isDeep && context.stores.isPublic(mailbox)) {
        throw new EwsProblem(
          'ErrorInvalidOperation',
          'The traversal is not valid in public folders.',
        );
      }
      const all =
        request.attributes['Traversal'] === 'SoftDeleted'
          ? []
          : isDeep
            ? mailbox.below(folder.id)
            : mailbox.childrenOf(folder.id);
      const [restriction] = childOf(request, 'm:Restriction')?.children ?? [];
      const found =
        restriction === undefined
          ? all
          : all.filter(testOf(restriction, (path) => folderValueAt(path, context)));
      const { items, isLast, next } = pageOf(found, request, foldersMax);
      return [
        `<m:RootFolder IndexedPagingOffset="${next}" TotalItemsInView="${found.length}" IncludesLastItemInRange="${isLast}"><t:Folders>`,
        ...items.map((one) => folderXml({ mailbox, folder: one }, context, shape)),
        '</t:Folders></m:RootFolder>',
      ];
    },
  );
}

/** EWS reference page "CreateFolder operation". */
export function createFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const [parentId] = childOf(request, 'm:ParentFolderId')?.children ?? [];
  return eachOf(
    ['CreateFolder', context],
    childOf(request, 'm:Folders')?.children ?? [],
    (element) => {
      const { mailbox, folder } = folderNamed(context, parentId);
      if (folder.isSearch) {
        throw new EwsProblem('ErrorInvalidParentFolder', 'The parent folder is not valid.');
      }
      const implied = impliedClasses[element.name];
      const given = childOf(element, 't:FolderClass')?.text;
      if (implied !== undefined && given !== undefined) {
        throw new EwsProblem('ErrorNoFolderClassOverride', 'The folder class cannot be set.');
      }
      if (element.name === 't:SearchFolder' && context.stores.isPublic(mailbox)) {
        throw new EwsProblem('ErrorInvalidFolderTypeForOperation');
      }
      const made = mailbox.createFolder(folder.id, childOf(element, 't:DisplayName')?.text ?? '', {
        ...{ folderClass: implied ?? given ?? 'IPF.Note', properties: propertiesIn(element) },
        isSearch: element.name === 't:SearchFolder',
      });
      return ['<m:Folders>', idXml({ mailbox, folder: made }), '</m:Folders>'];
    },
  );
}

/** EWS reference page "UpdateFolder operation": names and properties. */
export function updateFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return eachOf(
    ['UpdateFolder', context],
    childOf(request, 'm:FolderChanges')?.children ?? [],
    (change) => {
      const [id] = change.children;
      const { mailbox, folder } = folderNamed(context, id);
      for (const update of childOf(change, 't:Updates')?.children ?? []) {
        const value = update.children[1]?.children[0];
        if (value?.name === 't:DisplayName') mailbox.changeFolder(folder.id, { name: value.text });
        else if (value?.name === 't:ExtendedProperty') {
          const { key, value: own } = propertyIn(value);
          mailbox.changeFolder(folder.id, { properties: new Map(folder.properties).set(key, own) });
        } else
          throw new EwsProblem('ErrorInvalidPropertySet', 'Set action is invalid for property.');
      }
      return ['<m:Folders>', idXml({ mailbox, folder }), '</m:Folders>'];
    },
  );
}

/** EWS reference page "DeleteFolder operation". */
export function deleteFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return eachOf(
    ['DeleteFolder', context],
    childOf(request, 'm:FolderIds')?.children ?? [],
    (id) => {
      const { mailbox, folder } = folderNamed(context, id);
      const isForGood = request.attributes['DeleteType'] === 'HardDelete';
      if (isForGood || context.stores.isPublic(mailbox)) mailbox.removeFolder(folder.id);
      else {
        mailbox.checkRemovable(folder.id);
        mailbox.changeFolder(folder.id, { parentId: mailbox.distinguished('deleteditems').id });
      }
      return [];
    },
  );
}

/** EWS reference page "MoveFolder operation": the id stays. */
export function moveFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const [target] = childOf(request, 'm:ToFolderId')?.children ?? [];
  return eachOf(['MoveFolder', context], childOf(request, 'm:FolderIds')?.children ?? [], (id) => {
    const { mailbox, folder } = folderNamed(context, id);
    const to = folderNamed(context, target);
    if (to.mailbox !== mailbox) throw new EwsProblem('ErrorCrossMailboxMoveCopy');
    const isInside = mailbox.below(folder.id).some((one) => one === to.folder);
    if (isInside || to.folder === folder) throw new EwsProblem('ErrorMoveCopyFailed');
    mailbox.checkRemovable(folder.id);
    mailbox.changeFolder(folder.id, { parentId: to.folder.id });
    return ['<m:Folders>', idXml({ mailbox, folder }), '</m:Folders>'];
  });
}

/** EWS reference page "EmptyFolder operation". */
export function emptyFolder(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return eachOf(['EmptyFolder', context], childOf(request, 'm:FolderIds')?.children ?? [], (id) => {
    const { mailbox, folder } = folderNamed(context, id);
    if (context.stores.isPublic(mailbox)) throw new EwsProblem('ErrorInvalidOperation');
    for (const item of folder.items) mailbox.removeItem(item.id);
    if (request.attributes['DeleteSubFolders'] === 'true') {
      for (const child of mailbox.childrenOf(folder.id)) mailbox.removeFolder(child.id);
    }
    return [];
  });
}

function idXml({ folder }: OwnedFolder): string {
  const element = elementOfFolder(folder);
  return `<${element}>${xmlOf(idElement('t:FolderId', folder))}</${element}>`;
}

function propertiesIn(element: XmlElement): ReadonlyMap<string, PropertyValue> {
  const given = element.children.filter(({ name }) => name === 't:ExtendedProperty');
  return new Map(given.map(propertyIn).map(({ key, value }) => [key, value]));
}
