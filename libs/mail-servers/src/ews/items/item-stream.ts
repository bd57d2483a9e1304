import { deserialize, serialize } from 'node:v8';
import type { EwsAttachment, EwsItem, NewEwsItem, OccurrenceChange } from '../store/ews-item.ts';
import type { EwsMailbox } from '../store/ews-mailbox.ts';
import { EwsProblem } from '../wire/answers.ts';

/** How streams of Exchange begin as well (page "ExportItems operation"); what follows is nobody's to read. */
const head = Buffer.from([1, 0, 0, 0, 8, 0, 0, 0]);

/** An item with all that it has but its id and its number. */
export function writeStream(item: EwsItem): Buffer {
  const { id: _id, number: _number, changeNumber: _change, mime, ...rest } = item;
  const body = serialize(rest);
  const length = Buffer.alloc(8);
  length.writeUInt32LE(body.length, 0);
  length.writeUInt32LE(mime.byteLength, 4);
  return Buffer.concat([head, length, body, mime]);
}

/** @throws EwsProblem ErrorCorruptData where it is not a whole stream. */
export function readStream(stream: Buffer, mailbox: EwsMailbox): NewEwsItem {
  const start = head.length + 8;
  const isOurs = stream.length > start && stream.subarray(0, head.length).equals(head);
  const bodyLength = isOurs ? stream.readUInt32LE(head.length) : 0;
  const mimeLength = isOurs ? stream.readUInt32LE(head.length + 4) : 0;
  if (!isOurs || stream.length !== start + bodyLength + mimeLength) throw corrupt();
  try {
    const rest = deserialize(stream.subarray(start, start + bodyLength)) as Omit<
      NewEwsItem,
      'mime'
    >;
    const mime = stream.subarray(start + bodyLength);
    return withNewIds({ ...rest, mime }, mailbox);
  } catch {
    throw corrupt();
  }
}

/** The same item, its attachments with ids of the mailbox that it is put into. */
export function withNewIds(item: NewEwsItem, mailbox: EwsMailbox): NewEwsItem {
  return {
    ...item,
    attachments: (item.attachments ?? []).map((one) => renewed(one, mailbox)),
    occurrences: new Map([...(item.occurrences ?? [])].map(([at, one]) => [at, own(one, mailbox)])),
  };
}

/** Ids are of the mailbox that the item is in. */
function renewed(attachment: EwsAttachment, mailbox: EwsMailbox): EwsAttachment {
  const { item } = attachment;
  const id = mailbox.newId('attachment');
  if (item === undefined) return { ...attachment, id };
  const attachments = item.attachments.map((one) => renewed(one, mailbox));
  return { ...attachment, id, item: { ...item, id: mailbox.newId('item'), attachments } };
}

function own(change: OccurrenceChange, mailbox: EwsMailbox): OccurrenceChange {
  if (change.kind === 'deleted') return change;
  const attachments = change.item.attachments.map((one) => renewed(one, mailbox));
  return { kind: 'modified', item: { ...change.item, attachments } };
}

function corrupt(): EwsProblem {
  return new EwsProblem('ErrorCorruptData', 'Data is corrupt.');
}
