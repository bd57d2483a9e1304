import { refusalError } from '../response-codes.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { type CallCore, oneOf } from './session-core.ts';

export interface ChangedItem {
  /** Element and first attribute of its id. */
  readonly name: 'ItemId Id' | 'OccurrenceItemId RecurringMasterId';
  readonly id: string;
  /** Empty where none was told. */
  readonly changeKey: string;
  /** Of an occurrence: its place in the pattern, from 1. */
  readonly place?: number;
}

export interface Changes {
  readonly updates: string;
  /** Its last bytes wait for it. */
  readonly beforeLast?: () => Promise<void>;
}

/**
 * EWS reference page "UpdateItem operation"; nobody is told of it. The ChangeKey is demanded of every change
 * (ErrorChangeKeyRequiredForWriteOperations); that it may have been changed meanwhile is what AlwaysOverwrite is for.
 */
export async function updateItem(
  core: CallCore,
  item: ChangedItem,
  { updates, beforeLast }: Changes,
): Promise<void> {
  const operation =
    '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly" ' +
    'SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange>' +
    `${changedXml(item)}<t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`;
  if (beforeLast === undefined) {
    await oneOf(core, operation, { action: 'write' });
    return;
  }
  const bytes = Buffer.from(operation);
  const held = { length: bytes.length, pieces: [bytes], beforeLast };
  const [message] = await core.caller.stream(held, { action: 'write' });
  const refusal = message === undefined ? undefined : refusalIn(message);
  if (refusal !== undefined) throw refusalError(refusal, 'write');
}

export function changedXml({ name, id, changeKey, place }: ChangedItem): string {
  const key = changeKey === '' ? '' : ` ChangeKey="${escapeXml(changeKey)}"`;
  const index = place === undefined ? '' : ` InstanceIndex="${place}"`;
  return `<t:${name}="${escapeXml(id)}"${key}${index}/>`;
}
