import type { EwsServer } from '@mailhaul/mail-servers';
import { token } from './source-mail.ts';

const namespaces =
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ' +
  'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';
const zones =
  '<t:StartTimeZone Id="W. Europe Standard Time"/><t:EndTimeZone Id="W. Europe Standard Time"/>';
const pictureBytes = 400_000;

/** Who asks, and whom. */
export interface Access {
  readonly server: EwsServer;
  readonly user: string;
  readonly password: string;
}

/** Puts contacts, appointments, series with exceptions and tasks into a mailbox, twins among each, by SOAP written here. */
export async function putItems(access: Access): Promise<void> {
  const contacts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 3, 3, 7].map((n) => contact(2_000 + n, 0));
  await create(access, 'contacts', [...contacts, contact(2_050, pictureBytes)]);
  await create(access, 'contacts', [contact(2_050, pictureBytes), list(2_060), list(2_060)]);
  const dates = [1, 2, 3, 4, 5, 6, 7, 8, 2, 2, 5].map((n) => appointment(3_000 + n));
  await create(access, 'calendar', dates);
  for (const n of [1, 2, 3, 2]) await createSeries(access, 3_100 + n);
  await create(access, 'calendar', [appointment(3_020), appointment(3_020)]);
  await create(
    access,
    'tasks',
    [1, 2, 3, 4, 4, 5].map((n) => task(4_000 + n)),
  );
}

function contact(n: number, fileBytes: number): string {
  const files =
    fileBytes === 0 ? '' : `<t:Attachments>${file('photo.bin', fileBytes)}</t:Attachments>`;
  return (
    `<t:Contact><t:Subject>${token(n)}</t:Subject><t:Body BodyType="Text">met</t:Body>${files}` +
    `<t:FileAs>${token(n)}</t:FileAs><t:DisplayName>${token(n)}</t:DisplayName><t:GivenName>Ann</t:GivenName>` +
    '<t:EmailAddresses><t:Entry Key="EmailAddress1">ann@example.com</t:Entry></t:EmailAddresses></t:Contact>'
  );
}

function list(n: number): string {
  return (
    `<t:DistributionList><t:Subject>${token(n)}</t:Subject><t:DisplayName>${token(n)}</t:DisplayName>` +
    `<t:FileAs>${token(n)}</t:FileAs><t:Members><t:Member><t:Mailbox><t:Name>Bob</t:Name>` +
    '<t:EmailAddress>bob@example.com</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></t:Mailbox></t:Member>' +
    '</t:Members></t:DistributionList>'
  );
}

function appointment(n: number): string {
  const day = String(1 + (n % 28)).padStart(2, '0');
  const files = n % 4 === 0 ? `<t:Attachments>${file('agenda.txt', 50)}</t:Attachments>` : '';
  return (
    `<t:CalendarItem><t:Subject>${token(n)}</t:Subject><t:Body BodyType="Text">talk</t:Body>${files}` +
    `<t:Start>2024-03-${day}T09:00:00Z</t:Start><t:End>2024-03-${day}T10:00:00Z</t:End>${zones}</t:CalendarItem>`
  );
}

function task(n: number): string {
  return `<t:Task><t:Subject>${token(n)}</t:Subject><t:Body BodyType="Text">soon</t:Body></t:Task>`;
}

function file(name: string, bytes: number): string {
  const content = Buffer.alloc(bytes, name).toString('base64');
  return (
    `<t:FileAttachment><t:Name>${name}</t:Name><t:ContentType>application/octet-stream</t:ContentType>` +
    `<t:Content>${content}</t:Content></t:FileAttachment>`
  );
}

/** Every Tuesday of ten; the places 2 and 4 are changed, 6 is taken out. */
async function createSeries(access: Access, n: number): Promise<void> {
  const made = await create(access, 'calendar', [
    `<t:CalendarItem><t:Subject>${token(n)}</t:Subject><t:Body BodyType="Text">as always</t:Body>` +
      '<t:Start>2024-03-05T08:00:00Z</t:Start><t:End>2024-03-05T09:00:00Z</t:End><t:Recurrence><t:WeeklyRecurrence>' +
      '<t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence><t:NumberedRecurrence>' +
      '<t:StartDate>2024-03-05Z</t:StartDate><t:NumberOfOccurrences>10</t:NumberOfOccurrences></t:NumberedRecurrence>' +
      `</t:Recurrence>${zones}</t:CalendarItem>`,
  ]);
  const [, id = '', key = ''] = /ItemId Id="([^"]+)" ChangeKey="([^"]+)"/.exec(made) ?? [];
  const place = (at: number) =>
    `<t:OccurrenceItemId RecurringMasterId="${id}" ChangeKey="${key}" InstanceIndex="${at}"/>`;
  for (const at of [2, 4]) {
    await ask(
      access,
      '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly" ' +
        `SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange>${place(at)}<t:Updates>` +
        '<t:SetItemField><t:FieldURI FieldURI="calendar:Location"/><t:CalendarItem><t:Location>Garden</t:Location>' +
        '</t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>',
    );
  }
  await ask(
    access,
    '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone">' +
      `<m:ItemIds>${place(6)}</m:ItemIds></m:DeleteItem>`,
  );
}

function create(access: Access, folder: string, items: readonly string[]): Promise<string> {
  return ask(
    access,
    '<m:CreateItem MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>' +
      `<t:DistinguishedFolderId Id="${folder}"/></m:SavedItemFolderId><m:Items>${items.join('')}</m:Items></m:CreateItem>`,
  );
}

async function ask({ server, user, password }: Access, operation: string): Promise<string> {
  const answer = await fetch(`http://${server.host}:${server.port}${server.path}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    },
    body:
      `<?xml version="1.0"?><s:Envelope ${namespaces}><s:Header><t:RequestServerVersion Version="Exchange2013"/>` +
      `</s:Header><s:Body>${operation}</s:Body></s:Envelope>`,
  });
  const text = await answer.text();
  if (!answer.ok || text.includes('ResponseClass="Error"')) throw new Error(text.slice(0, 1_000));
  return text;
}
