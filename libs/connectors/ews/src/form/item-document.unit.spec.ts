import { expect, it } from 'vitest';
import { itemXml } from './document-xml.ts';
import { type DocumentItem, documentHead, filesOf, openDocument } from './item-document.ts';

const file = { fields: [['Name', {}, 'a.bin']], size: 5 } as const;
const nested: DocumentItem = {
  ...{ element: 'Message', fields: [['Subject', {}, 'inner']], extras: [], attachments: [file] },
};
const item: DocumentItem = {
  element: 'CalendarItem',
  // Not in the schema's order, as some servers give them.
  fields: [
    ['Start', {}, '2024-01-01T09:00:00Z'],
    ['Subject', {}, 'a < b & "c"'],
    ['Body', { BodyType: 'HTML', IsTruncated: 'false' }, '<p>ü</p>'],
    ['RequiredAttendees', {}, [['Attendee', {}, [['Mailbox', {}, [['Name', {}, 'Ann']]]]]]],
    ['Organizer', {}, 'nobody'],
    ['ReminderIsSet', {}, 'true'],
  ],
  extras: [],
  attachments: [{ fields: [['Name', {}, 'it']], item: nested }, file],
};

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

it.for([1, 7, 1000])(
  'comes back as it was, with what follows it, in pieces of %s',
  async (size) => {
    const bytes = Buffer.concat([documentHead(item), Buffer.from('aaaaabbbbb')]);
    const opened = await openDocument(inPieces(bytes, size));
    expect(opened.item).toEqual(item);
    expect([filesOf(opened.item), opened.size]).toEqual([[5, 5], bytes.length]);
    const rest = await Array.fromAsync(opened.contents);
    expect(Buffer.concat(rest).toString()).toBe('aaaaabbbbb');
  },
);

it('is made in the order of the schema, escaped, with nothing that cannot be made', () => {
  const parts = itemXml(item, {
    ...{ categories: '<t:Categories/>', properties: '<t:ExtendedProperty/>' },
    ...{ takesExtras: true, withAttachments: true },
  });
  const text = parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
  expect(text).toBe(
    '<t:CalendarItem><t:Subject>a &#60; b &#38; &#34;c&#34;</t:Subject>' +
      '<t:Body BodyType="HTML">&#60;p&#62;ü&#60;/p&#62;</t:Body><t:Attachments><t:ItemAttachment>' +
      '<t:Name>it</t:Name><t:Message><t:Subject>inner</t:Subject><t:Attachments><t:FileAttachment>' +
      '<t:Name>a.bin</t:Name><t:Content>…</t:Content></t:FileAttachment></t:Attachments></t:Message>' +
      '</t:ItemAttachment><t:FileAttachment><t:Name>a.bin</t:Name><t:Content>…</t:Content>' +
      '</t:FileAttachment></t:Attachments><t:Categories/><t:ReminderIsSet>true</t:ReminderIsSet>' +
      '<t:ExtendedProperty/><t:Start>2024-01-01T09:00:00Z</t:Start><t:RequiredAttendees>' +
      '<t:Attendee><t:Mailbox><t:Name>Ann</t:Name></t:Mailbox></t:Attendee></t:RequiredAttendees>' +
      '</t:CalendarItem>',
  );
});

function withText(text: string): Uint8Array {
  return Buffer.from(`mailhaul exchange-item 1\n${Buffer.byteLength(text)}\n${text}`);
}

it.for([
  ['nothing', Buffer.alloc(0)],
  ['another document', Buffer.from('From: a@b\r\n\r\nx\r\n')],
  ['a later version', Buffer.from('mailhaul exchange-item 2\n2\n{}')],
  ['a line without end', Buffer.alloc(1000, 'x')],
  ['a length that is none', Buffer.from('mailhaul exchange-item 1\nmany\n{}')],
  ['a length beyond all', Buffer.from('mailhaul exchange-item 1\n999999999\n{}')],
  ['less than it says', Buffer.from('mailhaul exchange-item 1\n100\n{}')],
  ['no JSON', withText('{')],
  ['another shape', withText('{"element":"Item"}')],
  ['endless depth', withText(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ['very many parts', withText(`[${'[],'.repeat(500_000)}[]]`)],
] as const)('is refused: %s', async ([, bytes]) => {
  await expect(openDocument(inPieces(bytes, 4096))).rejects.toThrow();
});
