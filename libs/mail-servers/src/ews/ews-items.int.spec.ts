import { describe, expect, it } from 'vitest';
import { address, allOf, ask, codeOf, idOf, startEws } from '../spec-support/ews-for-spec.ts';
import { childOf } from './wire/xml-element.ts';

const disposition = 'MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"';

function create(folder: string, items: string, attributes = disposition): string {
  return (
    `<m:CreateItem ${attributes}><m:SavedItemFolderId><t:DistinguishedFolderId Id="${folder}"/>` +
    `</m:SavedItemFolderId><m:Items>${items}</m:Items></m:CreateItem>`
  );
}

function get(id: string, more = '', base = 'AllProperties'): string {
  const shape = `<m:ItemShape><t:BaseShape>${base}</t:BaseShape>${more}</m:ItemShape>`;
  return `<m:GetItem>${shape}<m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:GetItem>`;
}

const fields = (uris: readonly string[]) =>
  `<t:AdditionalProperties>${uris.map((uri) => `<t:FieldURI FieldURI="${uri}"/>`).join('')}</t:AdditionalProperties>`;
const text = (element: Parameters<typeof allOf>[0], name: string) => allOf(element, name)[0]?.text;

const series =
  '<t:CalendarItem><t:Subject>S</t:Subject><t:Start>2024-03-20T10:00:00</t:Start><t:End>2024-03-20T11:00:00</t:End>' +
  '<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Wednesday</t:DaysOfWeek></t:WeeklyRecurrence>' +
  '<t:NumberedRecurrence><t:StartDate>2024-03-20</t:StartDate><t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>' +
  '<t:StartTimeZone Id="W. Europe Standard Time"/></t:CalendarItem>';

describe('items of the EWS server', () => {
  it.for([
    ['calendar', series, 't:CalendarItem', 'IPM.Appointment'],
    ['contacts', '<t:Contact><t:Surname>Q</t:Surname></t:Contact>', 't:Contact', 'IPM.Contact'],
    [
      'contacts',
      '<t:DistributionList><t:DisplayName>All</t:DisplayName><t:Members><t:Member><t:Mailbox><t:EmailAddress>b@example.com</t:EmailAddress></t:Mailbox></t:Member></t:Members></t:DistributionList>',
      't:DistributionList',
      'IPM.DistList',
    ],
    ['tasks', '<t:Task><t:Subject>Do</t:Subject></t:Task>', 't:Task', 'IPM.Task'],
    ['inbox', '<t:PostItem><t:Subject>P</t:Subject></t:PostItem>', 't:PostItem', 'IPM.Post'],
    [
      'notes',
      '<t:Message><t:ItemClass>IPM.StickyNote</t:ItemClass><t:Subject>N</t:Subject></t:Message>',
      't:Message',
      'IPM.StickyNote',
    ],
    [
      'journal',
      '<t:Item><t:ItemClass>IPM.Activity</t:ItemClass><t:Subject>J</t:Subject></t:Item>',
      't:Message',
      'IPM.Activity',
    ],
  ] as const)('are made and told in %s with all properties', async ([folder, xml, kind, cls]) => {
    const server = await startEws();
    const [made] = await ask(server, create(folder, xml));
    expect(codeOf(made)).toBe('NoError');
    const [read] = await ask(server, get(idOf(made)));
    expect(allOf(read, kind)).toHaveLength(1);
    expect(text(read, 't:ItemClass')).toBe(cls);
    const find = `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:ParentFolderIds><t:DistinguishedFolderId Id="${folder}"/></m:ParentFolderIds></m:FindItem>`;
    const [found] = await ask(server, find);
    expect(allOf(found, kind)).toHaveLength(1);
    expect(allOf(found, 't:Body')).toEqual([]);
  });

  it('of a series lie at the same wall clock in summer and in winter', async () => {
    const server = await startEws();
    const [made] = await ask(server, create('calendar', series));
    const view =
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:CalendarView StartDate="2024-03-01T00:00:00Z" EndDate="2024-05-01T00:00:00Z"/><m:ParentFolderIds><t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>';
    const starts = async () => {
      const [found] = await ask(server, view);
      return allOf(found, 't:Start').map((start) => start.text);
    };
    expect(await starts()).toEqual([
      '2024-03-20T09:00:00Z',
      '2024-03-27T09:00:00Z',
      '2024-04-03T08:00:00Z',
    ]);
    const id = `<t:OccurrenceItemId RecurringMasterId="${idOf(made)}" InstanceIndex="2"/>`;
    const remove = `<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone"><m:ItemIds>${id}</m:ItemIds></m:DeleteItem>`;
    expect((await ask(server, remove)).map(codeOf)).toEqual(['NoError']);
    expect((await ask(server, remove)).map(codeOf)).toEqual([
      'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
    ]);
    expect(await starts()).toHaveLength(2);
    const [read] = await ask(server, get(idOf(made)));
    expect(allOf(allOf(read, 't:DeletedOccurrences')[0], 't:Start')[0]?.text).toBe(
      '2024-03-27T09:00:00Z',
    );
  });

  it.for([
    ['ErrorSendMeetingInvitationsRequired', 'calendar', series, 'MessageDisposition="SaveOnly"'],
    ['ErrorCannotCreateCalendarItemInNonCalendarFolder', 'inbox', series],
    ['ErrorCannotCreateContactInNonContactFolder', 'inbox', '<t:Contact/>'],
    ['ErrorCannotCreateTaskInNonTaskFolder', 'inbox', '<t:Task/>'],
    ['ErrorCannotCreatePostItemInNonMailFolder', 'calendar', '<t:PostItem/>'],
    [
      'ErrorInvalidPropertySet',
      'inbox',
      '<t:Message><t:DateTimeReceived>2024-01-01T00:00:00Z</t:DateTimeReceived></t:Message>',
    ],
    ['ErrorInvalidItemForOperationCreateItem', 'inbox', '<t:MeetingRequest/>'],
    [
      'ErrorObjectTypeChanged',
      'inbox',
      '<t:Message><t:ItemClass>IPM.Contact</t:ItemClass></t:Message>',
    ],
    [
      'ErrorNoPropertyTagForCustomProperties',
      'inbox',
      '<t:Message><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x8001" PropertyType="String"/><t:Value>x</t:Value></t:ExtendedProperty></t:Message>',
    ],
    [
      'ErrorCalendarEndDateIsEarlierThanStartDate',
      'calendar',
      '<t:CalendarItem><t:Start>2024-01-02T00:00:00Z</t:Start><t:End>2024-01-01T00:00:00Z</t:End></t:CalendarItem>',
    ],
    [
      'ErrorUnsupportedMimeConversion',
      'contacts',
      '<t:Contact><t:MimeContent>QkVHSU46VkNBUkQ=</t:MimeContent></t:Contact>',
    ],
  ] as const)('answers %s', async ([code, folder, xml, attributes]) => {
    const server = await startEws();
    const [made] = await ask(server, create(folder, xml, attributes));
    expect(codeOf(made)).toBe(code);
    expect(server.mailbox(address).distinguished(folder).items).toEqual([]);
  });

  it('are told what they have not, and bodies come one by one alone', async () => {
    const server = await startEws();
    const [made] = await ask(
      server,
      create('inbox', '<t:Message><t:Subject>x</t:Subject></t:Message>'),
    );
    const [refused] = await ask(server, get(idOf(made), fields(['calendar:Start']), 'IdOnly'));
    expect(codeOf(refused)).toBe('ErrorInvalidPropertyRequest');
    const shape = `<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>${fields(['item:Body'])}</m:ItemShape>`;
    const [found] = await ask(
      server,
      `<m:FindItem Traversal="Shallow">${shape}<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>`,
    );
    expect(codeOf(found)).toBe('ErrorInvalidPropertyForOperation');
  });

  it('have other ids, numbers and folders when they are moved, and the same search key', async () => {
    const server = await startEws();
    const [made] = await ask(server, create('inbox', '<t:Message/>'));
    const mailbox = server.mailbox(address);
    const key = mailbox.item(idOf(made)).item.searchKey;
    const ids = `<m:ItemIds><t:ItemId Id="${idOf(made)}"/></m:ItemIds>`;
    const target = '<m:ToFolderId><t:DistinguishedFolderId Id="drafts"/></m:ToFolderId>';
    const [copied] = await ask(server, `<m:CopyItem>${target}${ids}</m:CopyItem>`);
    const [moved] = await ask(server, `<m:MoveItem>${target}${ids}</m:MoveItem>`);
    expect(new Set([idOf(made), idOf(copied), idOf(moved)]).size).toBe(3);
    const { items } = mailbox.distinguished('drafts');
    expect(items.map((item) => [item.number, item.searchKey])).toEqual([
      [1, key],
      [2, key],
    ]);
    expect(codeOf((await ask(server, get(idOf(made))))[0])).toBe('ErrorItemNotFound');
  });

  it('are changed by those who know their state', async () => {
    const server = await startEws();
    const [made] = await ask(server, create('tasks', '<t:Task><t:Subject>a</t:Subject></t:Task>'));
    const key = allOf(made, 't:ItemId')[0]?.attributes['ChangeKey'] ?? '';
    const update = (changeKey: string) =>
      `<m:UpdateItem ConflictResolution="NeverOverwrite"><m:ItemChanges><t:ItemChange><t:ItemId Id="${idOf(made)}"${changeKey}/>` +
      '<t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:Task><t:Subject>b</t:Subject></t:Task></t:SetItemField>' +
      '</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>';
    const codes = [];
    for (const own of ['', ` ChangeKey="${key}"`, ` ChangeKey="${key}"`]) {
      codes.push(codeOf((await ask(server, update(own)))[0]));
    }
    expect(codes).toEqual([
      'ErrorChangeKeyRequiredForWriteOperations',
      'NoError',
      'ErrorIrresolvableConflict',
    ]);
    expect(text((await ask(server, get(idOf(made))))[0], 't:Subject')).toBe('b');
  });

  it('take attachments later, down to items in items', async () => {
    const server = await startEws();
    const [made] = await ask(server, create('inbox', '<t:Message/>'));
    const file =
      '<t:FileAttachment><t:Name>f</t:Name><t:Content>QUJD</t:Content></t:FileAttachment>';
    const inner = `<t:ItemAttachment><t:Name>i</t:Name><t:Task><t:Subject>in</t:Subject><t:Attachments>${file}</t:Attachments></t:Task></t:ItemAttachment>`;
    const add = `<m:CreateAttachment><m:ParentItemId Id="${idOf(made)}"/><m:Attachments>${file}${inner}</m:Attachments></m:CreateAttachment>`;
    const added = await ask(server, add);
    const ids = added.map((one) => allOf(one, 't:AttachmentId')[0]?.attributes['Id'] ?? '');
    const fetch = async (id: string) =>
      (
        await ask(
          server,
          `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${id}"/></m:AttachmentIds></m:GetAttachment>`,
        )
      )[0];
    expect(text(await fetch(ids[0] ?? ''), 't:Content')).toBe('QUJD');
    const item = await fetch(ids[1] ?? '');
    expect(text(item, 't:Subject')).toBe('in');
    const deep = allOf(allOf(item, 't:Task')[0], 't:AttachmentId')[0]?.attributes['Id'] ?? '';
    expect(text(await fetch(deep), 't:Content')).toBe('QUJD');
    const mime = '<t:IncludeMimeContent>true</t:IncludeMimeContent>';
    const [read] = await ask(server, get(idOf(made), mime, 'IdOnly'));
    const content = Buffer.from(text(read, 't:MimeContent') ?? '', 'base64').toString();
    expect(content).toContain('multipart/mixed');
  });

  it('have the attachments of their MIME, down to messages in messages', async () => {
    const server = await startEws();
    const wrap = (parts: readonly string[]) =>
      `Subject: m\r\nContent-Type: multipart/mixed; boundary="b${parts.length}"\r\n\r\n${parts.map((part) => `--b${parts.length}\r\n${part}\r\n`).join('')}--b${parts.length}--\r\n`;
    const plain = 'Content-Type: text/plain\r\n\r\nhello';
    const file =
      'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\nQUJD';
    const inner = `Content-Type: message/rfc822\r\n\r\n${wrap([plain, file])}`;
    const mime = Buffer.from(wrap([plain, file, inner])).toString('base64');
    const [made] = await ask(
      server,
      create('inbox', `<t:Message><t:MimeContent>${mime}</t:MimeContent></t:Message>`),
    );
    const [read] = await ask(server, get(idOf(made)));
    expect([text(read, 't:Body'), text(read, 't:HasAttachments')]).toEqual(['hello', 'true']);
    const ids = (element: Parameters<typeof allOf>[0]) =>
      allOf(element, 't:AttachmentId').map(({ attributes }) => attributes['Id'] ?? '');
    const fetch = async (id = '') =>
      (
        await ask(
          server,
          `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${id}"/></m:AttachmentIds></m:GetAttachment>`,
        )
      )[0];
    const [first, second] = ids(read);
    expect(text(await fetch(first), 't:Content')).toBe('QUJD');
    const message = await fetch(second);
    expect([codeOf(message), text(message, 't:Body')]).toEqual(['NoError', 'hello']);
    const deep = ids(allOf(message, 't:Message')[0])[0];
    expect(text(await fetch(deep), 't:Content')).toBe('QUJD');
  });

  it('of a series may have attachments of their own', async () => {
    const server = await startEws();
    const [made] = await ask(server, create('calendar', series));
    const occurrence = `<t:OccurrenceItemId RecurringMasterId="${idOf(made)}" InstanceIndex="2"/>`;
    const shape = '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>';
    const [second] = await ask(
      server,
      `<m:GetItem>${shape}<m:ItemIds>${occurrence}</m:ItemIds></m:GetItem>`,
    );
    const file =
      '<t:FileAttachment><t:Name>f</t:Name><t:Content>QUJD</t:Content></t:FileAttachment>';
    const add = `<m:CreateAttachment><m:ParentItemId Id="${idOf(second)}"/><m:Attachments>${file}</m:Attachments></m:CreateAttachment>`;
    const [added] = await ask(server, add);
    const id = allOf(added, 't:AttachmentId')[0]?.attributes['Id'] ?? '';
    const [whole] = await ask(
      server,
      `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${id}"/></m:AttachmentIds></m:GetAttachment>`,
    );
    expect(text(whole, 't:Content')).toBe('QUJD');
    const [master] = await ask(server, get(idOf(made)));
    expect(allOf(master, 't:Attachments')).toEqual([]);
    expect(allOf(master, 't:Occurrence')).toHaveLength(1);
    expect(text((await ask(server, get(idOf(second))))[0], 't:CalendarItemType')).toBe('Exception');
  });

  it('of public folders are found level by level', async () => {
    const server = await startEws({ hasPublicFolders: true });
    const tree = server.publicFolders();
    const team = tree.createFolder(tree.root.id, 'Team', { folderClass: 'IPF.Appointment' });
    const shape = '<m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>';
    const root =
      '<m:ParentFolderIds><t:DistinguishedFolderId Id="publicfoldersroot"/></m:ParentFolderIds>';
    const find = (traversal: string) =>
      `<m:FindFolder Traversal="${traversal}">${shape}${root}</m:FindFolder>`;
    expect(codeOf((await ask(server, find('Deep')))[0])).toBe('ErrorInvalidOperation');
    const [found] = await ask(server, find('Shallow'));
    expect(childOf(allOf(found, 't:CalendarFolder')[0], 't:DisplayName')?.text).toBe('Team');
    const made = `<m:CreateItem SendMeetingInvitations="SendToNone"><m:SavedItemFolderId><t:FolderId Id="${team.id}"/></m:SavedItemFolderId><m:Items>${series}</m:Items></m:CreateItem>`;
    expect(codeOf((await ask(server, made))[0])).toBe('NoError');
    expect(team.items).toHaveLength(1);
  });
});
