import type { EwsServer } from '@mailhaul/mail-servers';
import { ask, changeKeyIn, idsIn } from './raw-ews.ts';

const file = (name: string, text: string, more = '') =>
  `<t:FileAttachment><t:Name>${name}</t:Name><t:ContentType>application/octet-stream</t:ContentType>${more}` +
  `<t:Content>${Buffer.from(text).toString('base64')}</t:Content></t:FileAttachment>`;
const zone = (name: string) => `<t:${name} Id="W. Europe Standard Time"/>`;
const named = (set: string, id: string, type: string) =>
  `<t:ExtendedFieldURI PropertySetId="${set}" PropertyId="${id}" PropertyType="${type}"/>`;
const extended = (path: string, value: string) =>
  `<t:ExtendedProperty>${path}<t:Value>${value}</t:Value></t:ExtendedProperty>`;
/** PidTagMessageFlags: read, and no draft. */
const finished = extended('<t:ExtendedFieldURI PropertyTag="0x0e07" PropertyType="Integer"/>', '1');
const noteSet = '0006200e-0000-0000-c000-000000000046';
const logSet = '0006200a-0000-0000-c000-000000000046';
const mailbox = (name: string) =>
  `<t:Mailbox><t:Name>${name}</t:Name><t:EmailAddress>${name.toLowerCase()}@example.com</t:EmailAddress>` +
  '<t:RoutingType>SMTP</t:RoutingType></t:Mailbox>';
const inner =
  '<t:ItemAttachment><t:Name>inner</t:Name><t:Message><t:Subject>inside</t:Subject>' +
  `<t:Body BodyType="Text">deep</t:Body><t:Attachments>${file('deepest.bin', 'bottom')}</t:Attachments>` +
  `<t:ToRecipients>${mailbox('Bob')}</t:ToRecipients></t:Message></t:ItemAttachment>`;

/** Items of one folder, as CreateItem takes them. */
export const everyKind: Readonly<Record<string, readonly string[]>> = {
  calendar: [
    '<t:CalendarItem><t:ItemClass>IPM.Appointment</t:ItemClass><t:Subject>Meeting &amp; more</t:Subject>' +
      '<t:Sensitivity>Private</t:Sensitivity><t:Body BodyType="HTML">&lt;p&gt;ü&lt;/p&gt;</t:Body>' +
      `<t:Attachments>${file('agenda.txt', 'one, two')}${inner}</t:Attachments>` +
      '<t:Categories><t:String>Blue Category</t:String></t:Categories><t:Importance>High</t:Importance>' +
      '<t:ReminderIsSet>true</t:ReminderIsSet><t:ReminderMinutesBeforeStart>30</t:ReminderMinutesBeforeStart>' +
      '<t:Start>2024-03-01T09:00:00Z</t:Start><t:End>2024-03-01T10:00:00Z</t:End>' +
      '<t:LegacyFreeBusyStatus>OOF</t:LegacyFreeBusyStatus><t:Location>Room 1</t:Location>' +
      `<t:RequiredAttendees><t:Attendee>${mailbox('Bob')}</t:Attendee></t:RequiredAttendees>` +
      `${zone('StartTimeZone')}${zone('EndTimeZone')}</t:CalendarItem>`,
    '<t:CalendarItem><t:Subject>Holiday</t:Subject><t:Start>2024-07-31T22:00:00Z</t:Start>' +
      '<t:End>2024-08-02T22:00:00Z</t:End><t:IsAllDayEvent>true</t:IsAllDayEvent>' +
      `${zone('StartTimeZone')}${zone('EndTimeZone')}</t:CalendarItem>`,
    series('Weekly'),
  ],
  contacts: [
    '<t:Contact><t:Subject>Ann Other</t:Subject><t:Body BodyType="Text">met at the fair</t:Body>' +
      `<t:Attachments>${file('ContactPicture.jpg', 'a picture', '<t:IsContactPhoto>true</t:IsContactPhoto>')}</t:Attachments>` +
      '<t:FileAs>Other, Ann</t:FileAs><t:DisplayName>Ann Other</t:DisplayName><t:GivenName>Ann</t:GivenName>' +
      '<t:CompanyName>Example</t:CompanyName><t:EmailAddresses><t:Entry Key="EmailAddress1">ann@example.com</t:Entry>' +
      '<t:Entry Key="EmailAddress2">other@example.com</t:Entry></t:EmailAddresses><t:PhysicalAddresses>' +
      '<t:Entry Key="Home"><t:Street>1 Way</t:Street><t:City>Town</t:City><t:PostalCode>12345</t:PostalCode></t:Entry>' +
      '</t:PhysicalAddresses><t:PhoneNumbers><t:Entry Key="MobilePhone">+49 1</t:Entry></t:PhoneNumbers>' +
      '<t:Birthday>1980-05-06T00:00:00Z</t:Birthday><t:BusinessHomePage>http://example.com</t:BusinessHomePage>' +
      '<t:JobTitle>Head</t:JobTitle><t:Surname>Other</t:Surname></t:Contact>',
    '<t:DistributionList><t:Subject>Team</t:Subject><t:DisplayName>Team</t:DisplayName><t:FileAs>Team</t:FileAs>' +
      `<t:Members><t:Member>${mailbox('Bob')}</t:Member><t:Member>${mailbox('Cid')}</t:Member></t:Members>` +
      '</t:DistributionList>',
  ],
  tasks: [
    '<t:Task><t:Subject>Do it</t:Subject><t:Body BodyType="Text">soon</t:Body><t:Importance>Low</t:Importance>' +
      '<t:DueDate>2024-05-02T00:00:00Z</t:DueDate><t:PercentComplete>50</t:PercentComplete>' +
      '<t:Recurrence><t:DailyRegeneration><t:Interval>2</t:Interval></t:DailyRegeneration><t:NoEndRecurrence>' +
      '<t:StartDate>2024-05-01Z</t:StartDate></t:NoEndRecurrence></t:Recurrence>' +
      '<t:StartDate>2024-05-01T00:00:00Z</t:StartDate><t:Status>InProgress</t:Status><t:TotalWork>90</t:TotalWork></t:Task>',
  ],
  notes: [
    '<t:Message><t:ItemClass>IPM.StickyNote</t:ItemClass><t:Subject>milk</t:Subject><t:Body BodyType="Text">milk</t:Body>' +
      `${extended(named(noteSet, '35584', 'Integer'), '3')}${finished}</t:Message>`,
  ],
  journal: [
    '<t:Message><t:ItemClass>IPM.Activity</t:ItemClass><t:Subject>called</t:Subject>' +
      `${extended(named(logSet, '34560', 'String'), 'Phone call')}${extended(named(logSet, '34567', 'Integer'), '15')}${finished}</t:Message>`,
  ],
  drafts: [
    '<t:PostItem><t:Subject>posted</t:Subject><t:Body BodyType="HTML">&lt;b&gt;x&lt;/b&gt;</t:Body>' +
      '<t:Categories><t:String>Red</t:String></t:Categories><t:IsRead>true</t:IsRead></t:PostItem>',
  ],
};

/** Every Tuesday of ten; the places 2 and 4 are changed, 6 is taken out. */
export function series(subject: string): string {
  return (
    `<t:CalendarItem><t:Subject>${subject}</t:Subject><t:Body BodyType="Text">as always</t:Body>` +
    '<t:Start>2024-03-05T08:00:00Z</t:Start><t:End>2024-03-05T09:00:00Z</t:End><t:Location>Hall</t:Location>' +
    '<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence>' +
    '<t:NumberedRecurrence><t:StartDate>2024-03-05Z</t:StartDate><t:NumberOfOccurrences>10</t:NumberOfOccurrences>' +
    `</t:NumberedRecurrence></t:Recurrence>${zone('StartTimeZone')}${zone('EndTimeZone')}</t:CalendarItem>`
  );
}

/** Puts the corpus into the well-known folders of a mailbox, the series with its exceptions. */
export async function fillWithEveryKind(server: EwsServer): Promise<void> {
  for (const [folder, items] of Object.entries(everyKind)) {
    for (const item of items) await createRaw(server, folder, item);
  }
}

export async function createRaw(server: EwsServer, folder: string, item: string): Promise<string> {
  const made = await ask(
    server,
    '<m:CreateItem MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>' +
      `<t:DistinguishedFolderId Id="${folder}"/></m:SavedItemFolderId><m:Items>${item}</m:Items></m:CreateItem>`,
  );
  const [id = ''] = idsIn(made);
  if (item.includes('NumberedRecurrence')) await changeSeries(server, id, changeKeyIn(made));
  return id;
}

async function changeSeries(server: EwsServer, master: string, key: string): Promise<void> {
  const occurrence = (place: number) =>
    `<t:OccurrenceItemId RecurringMasterId="${master}" ChangeKey="${key}" InstanceIndex="${place}"/>`;
  const set = (uri: string, xml: string) =>
    `<t:SetItemField><t:FieldURI FieldURI="${uri}"/><t:CalendarItem>${xml}</t:CalendarItem></t:SetItemField>`;
  const change = (place: number, updates: string) =>
    ask(
      server,
      '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly" ' +
        'SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange>' +
        `${occurrence(place)}<t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
    );
  await change(
    2,
    set('item:Subject', '<t:Subject>Weekly, moved</t:Subject>') +
      set('calendar:Start', '<t:Start>2024-03-12T12:00:00Z</t:Start>') +
      set('calendar:End', '<t:End>2024-03-12T13:30:00Z</t:End>'),
  );
  const fourth = await change(4, set('calendar:Location', '<t:Location>Garden</t:Location>'));
  await ask(
    server,
    `<m:CreateAttachment><m:ParentItemId Id="${idsIn(fourth)[0] ?? ''}"/><m:Attachments>` +
      `${file('way.txt', 'to the garden')}</m:Attachments></m:CreateAttachment>`,
  );
  await ask(
    server,
    '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone">' +
      `<m:ItemIds>${occurrence(6)}</m:ItemIds></m:DeleteItem>`,
  );
}
