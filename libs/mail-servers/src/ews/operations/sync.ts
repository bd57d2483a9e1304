import { idElement } from '../items/item-fields.ts';
import { itemShapeOf } from '../items/item-shape.ts';
import { itemXml } from '../items/item-xml.ts';
import type { Change } from '../store/change-log.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, elementNamed, xmlOf } from '../wire/xml-element.ts';
import { folderShapeOf, folderXml } from './folder-xml.ts';
import { type OperationContext, attempt, folderNamed, writingFor } from './operation-context.ts';
import { type SyncState, readState, stateText } from './sync-state.ts';

/** Changes of the hierarchy that one answer holds. */
const foldersMax = 1000;

/** EWS reference page "SyncFolderItems operation". Not of public folders, says its page; the code for them is documented nowhere. */
export function syncFolderItems(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return attempt('SyncFolderItems', () => {
    const shape = itemShapeOf(childOf(request, 'm:ItemShape'), 'find');
    const [target] = childOf(request, 'm:SyncFolderId')?.children ?? [];
    const { mailbox, folder } = folderNamed(context, target);
    if (context.stores.isPublic(mailbox)) throw new EwsProblem('ErrorInvalidOperation');
    const given = childOf(request, 'm:SyncState')?.text.trim();
    const state = readState(given, { kind: 'items', of: folder.id, changes: mailbox.changes });
    const ignored = new Set(
      (childOf(request, 'm:Ignore')?.children ?? []).map(({ attributes }) => attributes['Id']),
    );
    const isAll = childOf(request, 'm:SyncScope')?.text.trim() === 'NormalAndAssociatedItems';
    const isTold = ({ id }: Change) =>
      !ignored.has(id) && (isAll || folder.get(id)?.isAssociated !== true);
    const wanted = Number(childOf(request, 'm:MaxChangesReturned')?.text);
    const all = folder.log.after(state.at).filter(isTold);
    const page = all.slice(0, wanted);
    const isLast = page.length === all.length;
    const writing = writingFor(context, { mailbox, folder });
    const told = context.reversesPages ? page.toReversed() : page;
    const changes = told.flatMap(({ kind, id }): AnswerPiece[] => {
      const item = folder.get(id);
      const idXml = xmlOf({ ...elementNamed('t:ItemId', ''), attributes: { Id: id } });
      if (kind === 'delete' || item === undefined) return [`<t:Delete>${idXml}</t:Delete>`];
      if (kind === 'readFlag') {
        const ownId = xmlOf(idElement('t:ItemId', item));
        return [`<t:ReadFlagChange>${ownId}<t:IsRead>${item.isRead}</t:IsRead></t:ReadFlagChange>`];
      }
      const name = kind === 'create' ? 't:Create' : 't:Update';
      return [`<${name}>`, ...itemXml(item, shape, writing), `</${name}>`];
    });
    const at = isLast ? mailbox.changes : (page.at(-1)?.at ?? state.at);
    return [
      `<m:SyncState>${stateText({ kind: 'items', of: folder.id, at })}</m:SyncState>`,
      `<m:IncludesLastItemInRange>${context.toldLast(isLast)}</m:IncludesLastItemInRange>`,
      '<m:Changes>',
      ...changes,
      '</m:Changes>',
    ];
  });
}

/** EWS reference page "SyncFolderHierarchy operation"; without a folder, of the whole mailbox below `msgfolderroot`. */
export function syncFolderHierarchy(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return attempt('SyncFolderHierarchy', () => {
    const shape = folderShapeOf(childOf(request, 'm:FolderShape'));
    const [target] = childOf(request, 'm:SyncFolderId')?.children ?? [];
    const { mailbox, folder } =
      target === undefined
        ? { mailbox: context.mailbox, folder: context.mailbox.root }
        : folderNamed(context, target);
    if (context.stores.isPublic(mailbox)) throw new EwsProblem('ErrorInvalidOperation');
    const given = childOf(request, 'm:SyncState')?.text.trim();
    const state: SyncState = readState(given, {
      ...{ kind: 'folders', of: folder.id, changes: mailbox.changes },
    });
    const below = new Map(mailbox.below(folder.id).map((one) => [one.id, one]));
    const all = mailbox.hierarchy
      .after(state.at)
      .filter(({ kind, id }) => kind === 'delete' || below.has(id));
    const page = all.slice(0, foldersMax);
    const isLast = page.length === all.length;
    const changes = page.map(({ kind, id }) => {
      const own = below.get(id);
      const idXml = xmlOf({ ...elementNamed('t:FolderId', ''), attributes: { Id: id } });
      if (own === undefined) return `<t:Delete>${idXml}</t:Delete>`;
      const name = kind === 'create' ? 't:Create' : 't:Update';
      return `<${name}>${folderXml({ mailbox, folder: own }, context, shape)}</${name}>`;
    });
    const at = isLast ? mailbox.changes : (page.at(-1)?.at ?? state.at);
    return [
      `<m:SyncState>${stateText({ kind: 'folders', of: folder.id, at })}</m:SyncState>`,
      `<m:IncludesLastFolderInRange>${isLast}</m:IncludesLastFolderInRange>`,
      '<m:Changes>',
      ...changes,
      '</m:Changes>',
    ];
  });
}
