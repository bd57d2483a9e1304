import type * as Ews from 'ews-javascript-api';
import { ews } from './independent-client.ts';
import { writeOtherSeries, writeRecurringTask, writeWeekly } from './series-by-client.ts';

const { WellKnownFolderName: known, SendInvitationsMode: invitations } = ews;
type Place = Ews.WellKnownFolderName | Ews.FolderId;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const at = (text: string) => new ews.DateTime(text);

/** PidTagMessageFlags: 1 is read and no draft, 0 unread and no draft. */
const messageFlags = new ews.ExtendedPropertyDefinition(0x0e07, ews.MapiPropertyType.Integer);
const deliveryTime = new ews.ExtendedPropertyDefinition(0x0e06, ews.MapiPropertyType.SystemTime);
const submitTime = new ews.ExtendedPropertyDefinition(0x0039, ews.MapiPropertyType.SystemTime);
const messageId = new ews.ExtendedPropertyDefinition(0x1035, ews.MapiPropertyType.String);
/** MS-OXPROPS: PidLidNoteColor, PidLidLogType, PidLidLogDuration. */
export const noteColor = new ews.ExtendedPropertyDefinition(
  new ews.Guid('0006200e-0000-0000-c000-000000000046'),
  0x8b00,
  ews.MapiPropertyType.Integer,
);
const logSet = new ews.Guid('0006200a-0000-0000-c000-000000000046');
export const logType = new ews.ExtendedPropertyDefinition(
  logSet,
  0x8700,
  ews.MapiPropertyType.String,
);
export const logDuration = new ews.ExtendedPropertyDefinition(
  logSet,
  0x8707,
  ews.MapiPropertyType.Integer,
);

export interface ClientMail {
  readonly subject: string;
  readonly isRead?: boolean;
  readonly isDraft?: boolean;
  readonly itemClass?: string;
  readonly place?: Place;
}

/** A mail that arrived in March 2023, as far as the client can say so. */
export async function writeMail(
  service: Ews.ExchangeService,
  mail: ClientMail,
  more: (message: Ews.EmailMessage) => void = () => {},
): Promise<Ews.EmailMessage> {
  const { subject, isRead = true, isDraft = false, itemClass, place = known.Inbox } = mail;
  const message = new ews.EmailMessage(service);
  if (itemClass !== undefined) message.ItemClass = itemClass;
  message.Subject = subject;
  message.Body = new ews.MessageBody(ews.BodyType.Text, `body of ${subject}`);
  message.From = new ews.EmailAddress('Cid', 'cid@example.com');
  message.ToRecipients.Add('Ann', 'ann@example.com');
  const name = subject.replaceAll(/[^a-z0-9]+/gi, '-');
  // The client escapes nothing, so there are no angles.
  message.SetExtendedProperty(messageId, `${name}@example.com`);
  if (!isDraft) {
    message.SetExtendedProperty(messageFlags, isRead ? 1 : 0);
    message.SetExtendedProperty(deliveryTime, at('2023-03-01T08:00:05Z'));
    message.SetExtendedProperty(submitTime, at('2023-03-01T08:00:00Z'));
  }
  more(message);
  await message.Save(place as Ews.FolderId);
  return message;
}

async function writeAllMail(service: Ews.ExchangeService): Promise<void> {
  await writeMail(service, { subject: 'with files' }, (mail) => {
    mail.CcRecipients.Add('Dora', 'dora@example.com');
    mail.Categories.Add('Red Category');
    mail.Categories.Add('Größe');
    mail.Importance = ews.Importance.High;
    mail.Sensitivity = ews.Sensitivity.Confidential;
    mail.Attachments.AddFileAttachment('ä plan.txt', base64('the plan'));
    const nested = mail.Attachments.AddItemAttachment<Ews.Item>(
      ews.EmailMessage as unknown as typeof ews.Item,
      'Message',
    );
    nested.Name = 'within';
    nested.Item.Subject = 'within';
    nested.Item.Body = new ews.MessageBody(ews.BodyType.Text, 'deep');
    nested.Item.Attachments.AddFileAttachment('deepest.bin', base64('bottom'));
  });
  await writeMail(service, { subject: 'unread and flagged', isRead: false }, (mail) => {
    mail.Flag = new ews.Flag();
    mail.Flag.FlagStatus = ews.ItemFlagStatus.Flagged;
    mail.Importance = ews.Importance.Low;
  });
  await writeMail(service, { subject: 'an order', itemClass: 'IPM.Note.Acme.Order' });
  await writeMail(service, { subject: 'not sent yet', isDraft: true, place: known.Drafts });
  const post = new ews.PostItem(service);
  post.Subject = 'posted';
  post.Body = new ews.MessageBody(ews.BodyType.HTML, 'for all');
  post.Categories.Add('Board');
  await post.Save(known.Inbox);
}

async function writeEvents(service: Ews.ExchangeService): Promise<void> {
  const zone = ews.TimeZoneInfo.FindSystemTimeZoneById('W. Europe Standard Time');
  const meeting = new ews.Appointment(service);
  meeting.Subject = 'Meeting and more';
  meeting.Body = new ews.MessageBody(ews.BodyType.Text, 'bring tea');
  [meeting.Start, meeting.End] = [at('2024-03-01T09:00:00Z'), at('2024-03-01T10:00:00Z')];
  [meeting.StartTimeZone, meeting.EndTimeZone] = [zone, zone];
  meeting.Location = 'Room 1';
  meeting.RequiredAttendees.Add('Bob', 'bob@example.com');
  meeting.OptionalAttendees.Add('Eve', 'eve@example.com');
  meeting.Sensitivity = ews.Sensitivity.Private;
  meeting.IsReminderSet = true;
  meeting.ReminderMinutesBeforeStart = 45;
  meeting.LegacyFreeBusyStatus = ews.LegacyFreeBusyStatus.OOF;
  meeting.Categories.Add('Blue Category');
  meeting.Attachments.AddFileAttachment('agenda.txt', base64('one, two'));
  await meeting.Save(known.Calendar, invitations.SendToNone);

  const holiday = new ews.Appointment(service);
  holiday.Subject = 'Holiday';
  [holiday.Start, holiday.End] = [at('2024-07-31T22:00:00Z'), at('2024-08-02T22:00:00Z')];
  [holiday.StartTimeZone, holiday.EndTimeZone] = [zone, zone];
  holiday.IsAllDayEvent = true;
  await holiday.Save(known.Calendar, invitations.SendToNone);
  await writeWeekly(service);
  await writeOtherSeries(service);
}

export async function writeContact(
  service: Ews.ExchangeService,
  surname: string,
  place: Place = known.Contacts,
): Promise<void> {
  const contact = new ews.Contact(service);
  contact.GivenName = 'Zoë';
  contact.Surname = surname;
  contact.FileAs = `${surname}, Zoë`;
  contact.Subject = `Zoë ${surname}`;
  contact.CompanyName = 'Example';
  contact.JobTitle = 'Head';
  contact.Birthday = at('1980-05-06T00:00:00Z');
  contact.EmailAddresses._setItem(
    ews.EmailAddressKey.EmailAddress1,
    new ews.EmailAddress('zoe@example.com'),
  );
  contact.PhoneNumbers._setItem(ews.PhoneNumberKey.MobilePhone, '+49 1');
  const home = new ews.PhysicalAddressEntry();
  [home.Street, home.City, home.PostalCode] = ['Gasse 1', 'Köln', '50667'];
  contact.PhysicalAddresses._setItem(ews.PhysicalAddressKey.Home, home);
  contact.SetContactPicture(base64('a picture'), 'ContactPicture.jpg');
  await contact.Save(place as Ews.FolderId);
}

async function writeTheRest(service: Ews.ExchangeService): Promise<void> {
  const group = new ews.ContactGroup(service);
  group.DisplayName = 'All';
  group.Members.AddOneOff('Bob', 'bob@example.com');
  group.Members.AddOneOff('Eve', 'eve@example.com');
  await group.Save(known.Contacts);

  const task = new ews.Task(service);
  task.Subject = 'Do';
  task.Body = new ews.MessageBody(ews.BodyType.Text, 'soon');
  task.Status = ews.TaskStatus.InProgress;
  task.PercentComplete = 50;
  [task.StartDate, task.DueDate] = [at('2024-05-01T00:00:00Z'), at('2024-05-02T00:00:00Z')];
  task.TotalWork = 90;
  await task.Save(known.Tasks);

  await writeRecurringTask(service);

  const note = new ews.EmailMessage(service);
  note.ItemClass = 'IPM.StickyNote';
  note.Subject = 'milk';
  note.SetExtendedProperty(noteColor, 3);
  note.SetExtendedProperty(messageFlags, 1);
  await note.Save(known.Notes);

  const call = new ews.EmailMessage(service);
  call.ItemClass = 'IPM.Activity';
  call.Subject = 'called';
  call.SetExtendedProperty(logType, 'Phone call');
  call.SetExtendedProperty(logDuration, 15);
  call.SetExtendedProperty(messageFlags, 1);
  await call.Save(known.Journal);
}

/** Which the client makes by their types. */
const typedFolders: Readonly<Record<string, typeof ews.Folder>> = {
  'IPF.Appointment': ews.CalendarFolder,
  'IPF.Contact': ews.ContactsFolder,
  'IPF.Task': ews.TasksFolder,
};

/** A folder of a class (`IPF.Contact`), by default at the top. */
export async function makeFolder(
  service: Ews.ExchangeService,
  name: string,
  { folderClass, parent = known.MsgFolderRoot }: { folderClass: string; parent?: Place },
): Promise<Ews.FolderId> {
  const Typed = typedFolders[folderClass];
  const folder = new (Typed ?? ews.Folder)(service);
  folder.DisplayName = name;
  if (Typed === undefined) folder.FolderClass = folderClass;
  await folder.Save(parent as Ews.FolderId);
  return folder.Id;
}

/** Items of every kind, in the folders that a mailbox has and in some of its own; twins among the contacts. */
export async function writeEveryKind(service: Ews.ExchangeService): Promise<void> {
  await writeAllMail(service);
  await writeEvents(service);
  await writeContact(service, 'Quill');
  await writeTheRest(service);
  const clients = await makeFolder(service, 'Clients', { folderClass: 'IPF.Note' });
  const inner = await makeFolder(service, 'Acme', { folderClass: 'IPF.Note', parent: clients });
  await writeMail(service, { subject: 'to the client', place: inner });
  const people = await makeFolder(service, 'Partners', { folderClass: 'IPF.Contact' });
  for (const _twin of [1, 2]) await writeContact(service, 'Twin', people);
  const second = await makeFolder(service, 'Team calendar', { folderClass: 'IPF.Appointment' });
  for (const _twin of [1, 2]) {
    const event = new ews.Appointment(service);
    event.Subject = 'Tea';
    [event.Start, event.End] = [at('2024-04-02T14:00:00Z'), at('2024-04-02T14:15:00Z')];
    await event.Save(second, invitations.SendToNone);
  }
  const chores = await makeFolder(service, 'Chores', { folderClass: 'IPF.Task' });
  const task = new ews.Task(service);
  task.Subject = 'Dishes';
  await task.Save(chores);
}
