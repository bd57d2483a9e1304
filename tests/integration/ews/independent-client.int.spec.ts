import type * as Ews from 'ews-javascript-api';
import { type EwsServer, type EwsServerOptions, startEwsServer } from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientOf, ews } from './independent-client.ts';
import { writeWeekly } from './series-by-client.ts';

const user = 'ann@example.com';
const password = 'pw';

interface Stage {
  readonly server: EwsServer;
  readonly service: Ews.ExchangeService;
}

async function stage(options: Partial<EwsServerOptions> = {}): Promise<Stage> {
  const server = await startEwsServer({ mailboxes: [{ address: user, password }], ...options });
  onTestFinished(() => server.stop());
  return { server, service: clientOf(server, { user, password }) };
}

const { WellKnownFolderName: folders } = ews;
const all = () => new ews.PropertySet(ews.BasePropertySet.FirstClassProperties);

describe('an independent client of Exchange', () => {
  it('writes mail with attachments, one of them an item, and reads it', async () => {
    const { service, server } = await stage();
    const mail = new ews.EmailMessage(service);
    // The client escapes nothing: no angles here.
    mail.Subject = 'Ünïcode';
    mail.Body = new ews.MessageBody(ews.BodyType.Text, 'line one\nline two');
    mail.ToRecipients.Add('Bob', 'bob@example.com');
    mail.Categories.Add('Red Category');
    mail.Importance = ews.Importance.High;
    mail.Sensitivity = ews.Sensitivity.Private;
    mail.Attachments.AddFileAttachment('a.txt', Buffer.from('file').toString('base64'));
    const inner = mail.Attachments.AddItemAttachment<Ews.Item>(
      ews.EmailMessage as unknown as typeof ews.Item,
      'Message',
    );
    inner.Name = 'inner';
    inner.Item.Subject = 'within';
    await mail.Save(folders.Inbox);

    const read = await ews.EmailMessage.Bind(service, mail.Id, all());
    expect(read.Subject).toBe('Ünïcode');
    expect(read.Body.Text).toBe('line one\nline two');
    expect(read.ToRecipients.GetEnumerator().map(({ Address }) => Address)).toEqual([
      'bob@example.com',
    ]);
    expect([read.Categories.GetEnumerator(), read.Importance, read.Sensitivity]).toEqual([
      ['Red Category'],
      ews.Importance.High,
      ews.Sensitivity.Private,
    ]);
    const [file, item] = read.Attachments.GetEnumerator();
    await file?.Load();
    const ids = [item?.Id ?? ''];
    const loaded = await service.GetAttachments(ids, ews.BodyType.Text, []);
    const [within] = loaded.Responses.map(({ Attachment }) => Attachment as Ews.ItemAttachment);
    expect((file as Ews.FileAttachment).Base64Content).toBe(Buffer.from('file').toString('base64'));
    expect(within?.Item.Subject).toBe('within');
    expect(server.mailbox(user).sent).toEqual([]);
  });

  it('writes a series with an exception and a gap, and reads it, and nobody is invited', async () => {
    const { service, server } = await stage();
    const series = await writeWeekly(service);
    const read = await ews.Appointment.Bind(service, series.Id, all());
    expect(read.AppointmentType).toBe(ews.AppointmentType.RecurringMaster);
    const modified = read.ModifiedOccurrences.GetEnumerator();
    const deleted = read.DeletedOccurrences.GetEnumerator();
    expect([modified.length, deleted.length]).toEqual([1, 1]);
    const [exception] = modified;
    if (exception === undefined) throw new Error('no exception');
    const changed = await ews.Appointment.Bind(service, exception.ItemId, all());
    expect([changed.Subject, changed.AppointmentType]).toEqual([
      'Weekly, moved',
      ews.AppointmentType.Exception,
    ]);
    const view = new ews.CalendarView(
      new ews.DateTime('2024-03-01T00:00:00Z'),
      new ews.DateTime('2024-06-01T00:00:00Z'),
    );
    const found = await service.FindAppointments(folders.Calendar, view);
    expect(found.Items.map(({ Subject }) => Subject)).toEqual([
      'Weekly',
      'Weekly, moved',
      'Weekly',
      'Weekly',
    ]);
    expect(server.mailbox(user).sent).toEqual([]);
  });

  it('writes contacts, groups, tasks, posts, notes and journals, and reads them', async () => {
    const { service } = await stage();
    const contact = new ews.Contact(service);
    contact.GivenName = 'Zoë';
    contact.Surname = 'Q';
    contact.FileAs = 'Q, Zoë';
    contact.EmailAddresses._setItem(
      ews.EmailAddressKey.EmailAddress1,
      new ews.EmailAddress('zoe@example.com'),
    );
    contact.PhoneNumbers._setItem(ews.PhoneNumberKey.MobilePhone, '+49 1');
    const home = new ews.PhysicalAddressEntry();
    home.City = 'Köln';
    contact.PhysicalAddresses._setItem(ews.PhysicalAddressKey.Home, home);
    await contact.Save(folders.Contacts);
    const readContact = await ews.Contact.Bind(service, contact.Id, all());
    expect([readContact.CompleteName.GivenName, readContact.FileAs]).toEqual(['Zoë', 'Q, Zoë']);
    expect(readContact.EmailAddresses._getItem(ews.EmailAddressKey.EmailAddress1).Address).toBe(
      'zoe@example.com',
    );
    expect(readContact.PhysicalAddresses._getItem(ews.PhysicalAddressKey.Home).City).toBe('Köln');

    const group = new ews.ContactGroup(service);
    group.DisplayName = 'All';
    group.Members.AddOneOff('Bob', 'bob@example.com');
    await group.Save(folders.Contacts);
    const readGroup = await ews.ContactGroup.Bind(service, group.Id, all());
    expect(
      readGroup.Members.GetEnumerator().map(({ AddressInformation }) => AddressInformation.Address),
    ).toEqual(['bob@example.com']);

    const task = new ews.Task(service);
    task.Subject = 'Do';
    task.Status = ews.TaskStatus.InProgress;
    task.DueDate = new ews.DateTime('2024-05-01T00:00:00Z');
    await task.Save(folders.Tasks);
    const readTask = await ews.Task.Bind(service, task.Id, all());
    expect([readTask.Subject, readTask.Status]).toEqual(['Do', ews.TaskStatus.InProgress]);

    const post = new ews.PostItem(service);
    post.Subject = 'Posted';
    await post.Save(folders.Inbox);
    expect((await ews.PostItem.Bind(service, post.Id, all())).Subject).toBe('Posted');

    for (const [folder, itemClass] of [
      [folders.Notes, 'IPM.StickyNote'],
      [folders.Journal, 'IPM.Activity'],
    ] as const) {
      const note = new ews.EmailMessage(service);
      note.ItemClass = itemClass;
      note.Subject = itemClass;
      await note.Save(folder);
      const read = await ews.Item.Bind(service, note.Id, all());
      expect([read.ItemClass, read.Subject]).toEqual([itemClass, itemClass]);
    }
  });

  it('finds items by a named property of its own', async () => {
    const { service } = await stage();
    const mark = new ews.ExtendedPropertyDefinition(
      new ews.Guid('6f1a3c57-0b3d-4e1e-9d52-3f0a3a2b1c0d'),
      'Mark',
      ews.MapiPropertyType.String,
    );
    for (const text of ['one', 'two']) {
      const mail = new ews.EmailMessage(service);
      mail.Subject = text;
      mail.SetExtendedProperty(mark, text);
      await mail.Save(folders.Inbox);
    }
    const view = new ews.ItemView(10);
    view.PropertySet = new ews.PropertySet(ews.BasePropertySet.IdOnly, [
      ews.ItemSchema.Subject,
      mark,
    ]);
    const filter = new ews.SearchFilter.IsEqualTo(mark, 'two');
    const found = await service.FindItems(folders.Inbox, filter, view);
    expect(found.Items.map(({ Subject }) => Subject)).toEqual(['two']);
    const out = { outValue: '' };
    expect(found.Items[0]?.TryGetProperty(mark, out) && out.outValue).toBe('two');
  });

  it('follows the changes of a folder and of the folders', async () => {
    const { service, server } = await stage();
    const mailbox = server.mailbox(user);
    const ids = async (state: string | null) => {
      const changes = await service.SyncFolderItems(
        new ews.FolderId(folders.Inbox),
        ews.PropertySet.IdOnly,
        [],
        2,
        ews.SyncFolderItemsScope.NormalItems,
        state as string,
      );
      const kinds = changes.GetEnumerator().map(({ ChangeType }) => ews.ChangeType[ChangeType]);
      return { kinds, more: changes.MoreChangesAvailable, state: changes.SyncState };
    };
    for (let at = 0; at < 3; at += 1) {
      const mail = new ews.EmailMessage(service);
      mail.Subject = `${at}`;
      await mail.Save(folders.Inbox);
    }
    const first = await ids(null);
    const second = await ids(first.state);
    expect([first.kinds, first.more, second.kinds, second.more]).toEqual([
      ['Create', 'Create'],
      true,
      ['Create'],
      false,
    ]);
    const [a, b] = mailbox.distinguished('inbox').items;
    mailbox.removeItem(a?.id ?? '');
    mailbox.changeItem(b?.id ?? '', { categories: ['x'] });
    expect((await ids(second.state)).kinds).toEqual(['Delete', 'Update']);

    const hierarchy = (state: string | null) =>
      service.SyncFolderHierarchy(
        new ews.FolderId(folders.MsgFolderRoot),
        ews.PropertySet.FirstClassProperties,
        state as string,
      );
    const before = await hierarchy(null);
    const folder = new ews.CalendarFolder(service);
    folder.DisplayName = 'Second calendar';
    await folder.Save(folders.MsgFolderRoot);
    const after = await hierarchy(before.SyncState);
    expect(
      after.GetEnumerator().map(({ Folder }) => [Folder.DisplayName, Folder.FolderClass]),
    ).toEqual([['Second calendar', 'IPF.Appointment']]);
  });

  it('sees the folders, an archive, a mailbox that is shared with it, and public folders', async () => {
    const { service, server } = await stage({
      mailboxes: [
        { address: user, password, hasArchive: true },
        { address: 'room@example.com', password, delegates: [user] },
      ],
      hasPublicFolders: true,
    });
    const names = async (root: Ews.FolderId | Ews.WellKnownFolderName) => {
      const found = await service.FindFolders(root as Ews.FolderId, new ews.FolderView(100));
      return found.Folders.map(({ DisplayName }) => DisplayName);
    };
    expect(await names(folders.MsgFolderRoot)).toEqual(expect.arrayContaining(['Inbox', 'Notes']));
    expect(await names(folders.ArchiveMsgFolderRoot)).toEqual(['Deleted Items']);
    const room = new ews.FolderId(folders.MsgFolderRoot, new ews.Mailbox('room@example.com'));
    expect(await names(room)).toEqual(expect.arrayContaining(['Calendar']));
    const tree = server.publicFolders();
    tree.createFolder(tree.root.id, 'Team', { folderClass: 'IPF.Note' });
    expect(await names(folders.PublicFoldersRoot)).toEqual(['Team']);
  });

  it('asks the directory, for other forms of ids, and as somebody else', async () => {
    const { service, server } = await stage({
      mailboxes: [
        { address: user, password, mayImpersonate: true },
        { address: 'anton@example.com', password },
      ],
    });
    const resolved = await service.ResolveName('an');
    expect(resolved.GetEnumerator().map(({ Mailbox }) => Mailbox.Address)).toEqual([
      user,
      'anton@example.com',
    ]);
    const found = await service.GetSearchableMailboxes('anton', false);
    expect(found.SearchableMailboxes.map(({ SmtpAddress }) => SmtpAddress)).toEqual([
      'anton@example.com',
    ]);
    const { id } = server.mailbox(user).distinguished('inbox');
    const own = new ews.AlternateId(ews.IdFormat.EwsId, id, user);
    const hex = await service.ConvertId(own, ews.IdFormat.HexEntryId);
    const back = await service.ConvertId(hex, ews.IdFormat.EwsId);
    expect((back as Ews.AlternateId).UniqueId).toBe(id);
    service.ImpersonatedUserId = new ews.ImpersonatedUserId(
      ews.ConnectingIdType.SmtpAddress,
      'anton@example.com',
    );
    const inbox = await ews.Folder.Bind(service, folders.Inbox, all());
    expect(inbox.Id.UniqueId).toBe(server.mailbox('anton@example.com').distinguished('inbox').id);
  });
});
