import { describe, expect, it } from 'vitest';
import { address, post, soap as soapOf, startEws as start } from '../spec-support/ews-for-spec.ts';

const soap = (operation: string) => soapOf(operation, 'Exchange2010_SP1');

const mime = Buffer.from('Subject: x\nFrom: a\n\nbody').toString('base64');

function createItem(message: string, disposition = ' MessageDisposition="SaveOnly"'): string {
  const target = '<t:DistinguishedFolderId Id="inbox"/>';
  return soap(
    `<m:CreateItem${disposition}><m:SavedItemFolderId>${target}</m:SavedItemFolderId>` +
      `<m:Items><t:Message>${message}</t:Message></m:Items></m:CreateItem>`,
  );
}

describe('the EWS server', () => {
  it.for([
    [
      'parts out of their order',
      createItem(`<t:IsRead>true</t:IsRead><t:MimeContent>${mime}</t:MimeContent>`),
    ],
    ['an element that is not there', createItem('<t:Colour>red</t:Colour>')],
    ['a version that is none', soap('<m:GetFolder/>').replace('2010_SP1', '1999')],
    ['an operation that is none', soap('<m:Fly/>')],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${soap('<m:GetFolder/>')}`],
    ['half a document', soap('<m:GetFolder/>').slice(0, -20)],
  ])('refuses %s with a fault', async ([, body]) => {
    const { status, text } = await post(await start(), body ?? '');
    expect(status).toBe(500);
    expect(text).toContain('ErrorSchemaValidation</e:ResponseCode>');
  });

  it('makes a draft of what does not say otherwise', async () => {
    const server = await start();
    const flags =
      '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x0E07" PropertyType="Integer"/><t:Value>1</t:Value></t:ExtendedProperty>';
    await post(server, createItem(`<t:MimeContent>${mime}</t:MimeContent>`));
    await post(server, createItem(`<t:MimeContent>${mime}</t:MimeContent>${flags}`));
    const { items } = server.mailbox(address).distinguished('inbox');
    expect(items.map(({ isDraft, isRead, number }) => [isDraft, isRead, number])).toEqual([
      [true, false, 1],
      [false, true, 2],
    ]);
  });

  it.for([
    ['ErrorMimeContentInvalidBase64String', '<t:MimeContent>%%%</t:MimeContent>', undefined],
    ['ErrorMessageDispositionRequired', `<t:MimeContent>${mime}</t:MimeContent>`, ''],
    [
      'ErrorInvalidExtendedPropertyValue',
      `<t:MimeContent>${mime}</t:MimeContent><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x0E06" PropertyType="SystemTime"/><t:Value>1600-01-01T00:00:00Z</t:Value></t:ExtendedProperty>`,
      undefined,
    ],
  ] as const)('answers %s for the item', async ([code, message, disposition]) => {
    const server = await start();
    const { status, text } = await post(server, createItem(message, disposition));
    expect([status, text.includes(`<m:ResponseCode>${code}</m:ResponseCode>`)]).toEqual([
      200,
      true,
    ]);
    expect(server.mailbox(address).distinguished('inbox').items).toEqual([]);
  });

  it('gives a mailbox another address: what is in it stays, and the old one finds nothing', async () => {
    const server = await start();
    await post(server, createItem(`<t:MimeContent>${mime}</t:MimeContent>`));
    server.rename(address, 'another@example.com');
    expect(() => server.mailbox(address)).toThrow(/no mailbox/);
    expect(server.mailbox('another@example.com').distinguished('inbox').items).toHaveLength(1);
  });

  it('acts upon nothing that has not come whole', async () => {
    const server = await start();
    const body = createItem(`<t:MimeContent>${mime}</t:MimeContent>`);
    await expect(post(server, body, { sent: body.slice(0, -1) })).rejects.toThrow();
    await post(server, soap('<m:GetFolder/>'));
    expect(server.mailbox(address).distinguished('inbox').items).toEqual([]);
  });

  it('gives back MIME made anew, unless it keeps it', async () => {
    const shape =
      '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>';
    for (const [kept, expected] of [
      ['kept', 'Subject: x\nFrom: a\n\nbody'],
      [
        'regenerated',
        'From: a\r\nSubject: x\r\nThread-Topic: x\r\nX-MS-Has-Attach:\r\nMIME-Version: 1.0\r\n\r\nbody\r\n',
      ],
    ] as const) {
      const server = await start({ mime: kept });
      await post(server, createItem(`<t:MimeContent>${mime}</t:MimeContent>`));
      const [item] = server.mailbox(address).distinguished('inbox').items;
      const ids = `<m:ItemIds><t:ItemId Id="${item?.id ?? ''}"/></m:ItemIds>`;
      const { text } = await post(server, soap(`<m:GetItem>${shape}${ids}</m:GetItem>`));
      const [, content = ''] = /<t:MimeContent[^>]*>([^<]*)</.exec(text) ?? [];
      expect(Buffer.from(content, 'base64').toString()).toBe(expected);
    }
  });
});
