import { request as httpRequest } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EwsServerOptions } from './server-options.ts';
import { type EwsServer, startEwsServer } from './start-ews-server.ts';
import { namespaces } from './wire/namespaces.ts';

const address = 'ann@example.com';

async function start(options: Partial<EwsServerOptions> = {}): Promise<EwsServer> {
  const server = await startEwsServer({ mailboxes: [{ address, password: 'pw' }], ...options });
  onTestFinished(() => server.stop());
  return server;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Whatever is said, byte by byte; without the body's last part the server gets half of it. */
function post(server: EwsServer, body: string, sent = body): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${address}:pw`).toString('base64')}`;
  const { host, port, path } = server;
  return new Promise((resolve, reject) => {
    const headers = { authorization, 'content-length': Buffer.byteLength(body) };
    const request = httpRequest({ host, port, path, method: 'POST', headers }, (response) => {
      Array.fromAsync(response as AsyncIterable<Uint8Array>).then(
        (pieces) =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }),
        reject,
      );
    });
    request.on('error', reject);
    if (sent === body) request.end(body);
    else request.write(sent, () => request.destroy());
  });
}

function soap(operation: string): string {
  const names = `xmlns:s="${namespaces.s}" xmlns:m="${namespaces.m}" xmlns:t="${namespaces.t}"`;
  return `<s:Envelope ${names}><s:Header><t:RequestServerVersion Version="Exchange2010_SP1"/></s:Header><s:Body>${operation}</s:Body></s:Envelope>`;
}

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

  it('acts upon nothing that has not come whole', async () => {
    const server = await start();
    const body = createItem(`<t:MimeContent>${mime}</t:MimeContent>`);
    await expect(post(server, body, body.slice(0, -1))).rejects.toThrow();
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
