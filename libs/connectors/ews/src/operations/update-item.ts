import { type CallCore, oneOf } from './session-core.ts';

/** EWS reference page "UpdateItem operation"; nobody is told of it. */
export async function updateItem(core: CallCore, idXml: string, updates: string): Promise<void> {
  const operation =
    '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly" ' +
    'SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange>' +
    `${idXml}<t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`;
  await oneOf(core, operation, { action: 'write' });
}
