import type { ConnectorError, WriteGate } from '@mailhaul/connector-contract';
import { protocolViolation, writeAborted } from '../errors.ts';
import { type Refusal, refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import {
  type Detail,
  type ItemPieces,
  type PreparedItem,
  createPieces,
  uploadPieces,
} from './prepare-items.ts';
import { type SessionCore, folderIdXml } from './session-core.ts';

/** What became of one item of a request. */
export type Made =
  /** Empty: it was made, and the server does not say what it is called. */
  { readonly ewsId: string } | { readonly error: ConnectorError; readonly responseCode: string };

/** Where a request goes, and when its last bytes may. */
export interface Placing {
  readonly folderId: string;
  readonly gate: WriteGate;
  /** As of `BatchToMake`: asked before the gate. */
  readonly myTurn: () => Promise<void>;
}

/** An element of that name with so many items, sent as it is made. */
interface Request {
  readonly start: string;
  readonly items: readonly ItemPieces[];
  readonly end: string;
}

/**
 * One CreateItem: the server makes the items one after another when the request is complete, and answers for each. Nobody is
 * invited to anything. Rejects where the outcome is not known; the line is cut then.
 */
export async function createItems(
  core: SessionCore,
  { folderId, ...commit }: Placing,
  { items, detail }: { readonly items: readonly PreparedItem[]; readonly detail: Detail },
): Promise<Made[]> {
  const hasEvents = items.some(({ document }) => document?.element === 'CalendarItem');
  // Demanded for meetings, of no meaning for anything else (EWS reference page `CreateItem`).
  const invitations = hasEvents ? ' SendMeetingInvitations="SendToNone"' : '';
  const messages = await send(core, commit, {
    start:
      `<m:CreateItem MessageDisposition="SaveOnly"${invitations}><m:SavedItemFolderId>` +
      `${folderIdXml(folderId)}</m:SavedItemFolderId><m:Items>`,
    items: items.map((item) => createPieces(item, detail)),
    end: '</m:Items></m:CreateItem>',
  });
  return messages.map((message) => madeOf(message, createdId));
}

/** One UploadItems: items as ExportItems gave them. The same is true of it. */
export async function uploadItems(
  core: SessionCore,
  { folderId, ...commit }: Placing,
  items: readonly PreparedItem[],
): Promise<Made[]> {
  const parent = folderIdXml(folderId).replace('<t:FolderId ', '<t:ParentFolderId ');
  const messages = await send(core, commit, {
    start: '<m:UploadItems><m:Items>',
    items: items.map((item) => uploadPieces(item, parent)),
    end: '</m:Items></m:UploadItems>',
  });
  return messages.map((message) => madeOf(message, uploadedId));
}

async function send(
  { caller }: SessionCore,
  { gate, myTurn }: Omit<Placing, 'folderId'>,
  { start, items, end }: Request,
): Promise<readonly AnswerElement[]> {
  const [first, last] = [Buffer.from(start), Buffer.from(end)];
  const length = items.reduce((sum, one) => sum + one.length, first.length + last.length);
  const pieces = async function* () {
    yield first;
    for (const one of items) yield* one.pieces();
    yield last;
  };
  const messages = await caller.stream(
    {
      ...{ length, pieces: pieces() },
      async beforeLast() {
        await myTurn();
        await gate.beforeCommit().catch(abortedBy);
      },
      afterLast: () => gate.onHandedOver?.(),
    },
    { action: 'write' },
  );
  const [only] = messages;
  const refusal = only === undefined ? undefined : refusalIn(only);
  // Said once of all of them, as a fault would: nobody knows what of it was done.
  if (messages.length === 1 && items.length > 1 && refusal !== undefined) {
    throw refusalError({ ...refusal, isFault: true }, 'write');
  }
  if (messages.length !== items.length) {
    throw protocolViolation('it has not one answer for each item');
  }
  return messages;
}

export function abortedBy(cause: unknown): never {
  throw writeAborted(cause);
}

function madeOf(message: AnswerElement, idIn: (message: AnswerElement) => string): Made {
  const refusal: Refusal | undefined = refusalIn(message);
  if (refusal === undefined) return { ewsId: idIn(message) };
  return { error: refusalError(refusal, 'write'), responseCode: refusal.responseCode };
}

function createdId(message: AnswerElement): string {
  const [item] = childOf(message, 'm:Items')?.children ?? [];
  return childOf(item, 't:ItemId')?.attributes.get('Id') ?? '';
}

function uploadedId(message: AnswerElement): string {
  const told = childOf(message, 'm:ItemId') ?? childOf(message, 't:ItemId');
  return told?.attributes.get('Id') ?? '';
}
