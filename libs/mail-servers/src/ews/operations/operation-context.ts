import { occurrenceItem, occurrenceOf, seriesTimes } from '../calendar/series.ts';
import type { ItemWriting } from '../items/item-xml.ts';
import type { ServerBehaviour } from '../server-behaviour.ts';
import type { EwsItem } from '../store/ews-item.ts';
import type { EwsMailbox } from '../store/ews-mailbox.ts';
import type { Stores } from '../store/stores.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import { type AnswerPiece, EwsProblem, failure, success } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';

/** What an operation acts upon, and how this server behaves. */
export interface OperationContext extends ServerBehaviour {
  /** Of the user who signed in, or who is impersonated. */
  readonly mailbox: EwsMailbox;
  readonly stores: Stores;
  /** Of the schema: 14 for Exchange 2010, 15 for what came later. */
  readonly version: number;
  readonly zone: XmlElement | undefined;
  readonly now: Date;
  /** Has the role that GetSearchableMailboxes asks for. */
  readonly mayDiscover: boolean;
}

/** An item where it lies; `series` where it is one appointment of a series. */
export interface FoundItem {
  readonly mailbox: EwsMailbox;
  readonly folder: StoredFolder;
  readonly item: EwsItem;
  readonly series?: { readonly master: EwsItem; readonly index: number };
}

/** The folder that a FolderId or DistinguishedFolderId names, and whose it is. @throws EwsProblem */
export function folderNamed(
  { mailbox, stores }: OperationContext,
  id: XmlElement | undefined,
): { readonly mailbox: EwsMailbox; readonly folder: StoredFolder } {
  const value = id?.attributes['Id'] ?? '';
  if (id?.name === 't:FolderId') {
    const owner = stores.ofId(value, mailbox);
    return { mailbox: owner, folder: owner.folder(value) };
  }
  const address = childOf(childOf(id, 't:Mailbox'), 't:EmailAddress')?.text;
  const owner =
    value === 'publicfoldersroot'
      ? stores.publicFolders()
      : address === undefined
        ? mailbox
        : stores.opened(address, mailbox);
  return { mailbox: owner, folder: owner.distinguished(value) };
}

/** The item that an ItemId, OccurrenceItemId or RecurringMasterItemId names. @throws EwsProblem */
export function itemNamed(context: OperationContext, id: XmlElement): FoundItem {
  const { attributes } = id;
  if (id.name === 't:OccurrenceItemId') {
    const masterId = attributes['RecurringMasterId'] ?? '';
    return occurrenceNamed(context, { masterId, index: Number(attributes['InstanceIndex']) });
  }
  if (id.name === 't:RecurringMasterItemId') {
    const of = occurrenceOf(attributes['OccurrenceId'] ?? '');
    if (of === undefined) {
      throw new EwsProblem('ErrorCalendarCannotUseIdForRecurringMasterId');
    }
    return plain(context, of.masterId);
  }
  const value = attributes['Id'] ?? '';
  const of = occurrenceOf(value);
  return of === undefined ? plain(context, value) : occurrenceNamed(context, of);
}

function plain({ mailbox, stores }: OperationContext, id: string): FoundItem {
  const owner = stores.ofId(id, mailbox);
  return { mailbox: owner, ...owner.item(id) };
}

function occurrenceNamed(
  context: OperationContext,
  { masterId, index }: { readonly masterId: string; readonly index: number },
): FoundItem {
  const found = plain(context, masterId);
  const master = found.item;
  if (!master.fields.has('t:Recurrence')) {
    throw new EwsProblem('ErrorCalendarCannotUseIdForOccurrenceId');
  }
  const time = seriesTimes(master).find((one) => one.index === index);
  if (time === undefined) {
    throw new EwsProblem('ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange');
  }
  const change = master.occurrences.get(index);
  if (change?.kind === 'deleted') {
    throw new EwsProblem('ErrorCalendarOccurrenceIsDeletedFromRecurrence');
  }
  return { ...found, item: occurrenceItem(master, time, change?.item), series: { master, index } };
}

/** How items of that folder are written into this server's answers. */
export function writingFor(
  context: OperationContext,
  { mailbox, folder }: Pick<FoundItem, 'mailbox' | 'folder'>,
): ItemWriting {
  const { version, mime, numbersItems, leavesOut, addsUnknown } = context;
  const { keepsNamedProperties, derivesProperties } = context;
  return {
    place: { owner: mailbox.address, folder },
    ...{ version, mime, numbersItems, keepsNamedProperties, derivesProperties },
    ...{ leavesOut, addsUnknown },
  };
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

/** One response message for each of the things that were named. */
export function eachOf(
  [operation, { openObjectsMax, openObjectsCode, stopsBatches }]: readonly [
    string,
    OperationContext,
  ],
  things: readonly XmlElement[],
  act: (thing: XmlElement) => readonly AnswerPiece[],
): AnswerPiece[] {
  let isStopped = false;
  return things.flatMap((thing, at) =>
    attempt(operation, () => {
      if (at >= openObjectsMax) {
        throw new EwsProblem(openObjectsCode, 'Too many objects are opened.');
      }
      if (isStopped) throw new EwsProblem('ErrorBatchProcessingStopped');
      isStopped = stopsBatches;
      const done = act(thing);
      isStopped = false;
      return done;
    }),
  );
}
