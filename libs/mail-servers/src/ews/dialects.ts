import { namespaces } from './wire/namespaces.ts';

/** How a server writes what it answers: the same things said in another way, or less of them. */
export interface EwsDialect {
  /** Of the content; empty: the server does not say. Default: that of Exchange. */
  readonly type?: string;
  readonly write: (answer: string) => string | Uint8Array;
}

const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
const instance = 'http://www.w3.org/2001/XMLSchema-instance';
const dates = /(>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z</g;
const texts =
  /(?<=<(?:t:(?:Subject|Value|String|DisplayName|MimeContent|FolderClass)|m:ResponseCode)(?: [^>]*)?>)[^<]+(?=<\/)/g;

const plain = (text: string) =>
  text.replaceAll(/&(?:#(\d+)|(lt|gt|amp|quot));/g, (_, code: string | undefined, name = '') =>
    code === undefined ? (characters[name as string] ?? '') : String.fromCodePoint(Number(code)),
  );
const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const said = (write: EwsDialect['write']): EwsDialect => ({ write });

/** By what is unlike Exchange in them: seen in servers of others (Gromox among them), allowed by the standards, or easily got wrong. */
export const ewsDialects = {
  /** Gromox says `SOAP:`, what is made by JAX-WS `ns2:`. */
  'calls namespaces otherwise': said((answer) =>
    answer
      .replaceAll(/(<\/?|xmlns:)s(?=[:=])/g, '$1SOAP')
      .replaceAll(/(<\/?|xmlns:)m(?=[:=])/g, '$1ns2')
      .replaceAll(/(<\/?|xmlns:)t(?=[:=])/g, '$1s'),
  ),
  'says namespaces at each element': said((answer) =>
    answer
      .replaceAll(/<m:(\w+)/g, `<$1 xmlns="${namespaces.m}"`)
      .replaceAll(/<t:(\w+)/g, `<$1 xmlns="${namespaces.t}"`)
      .replaceAll(/<\/[mt]:/g, '</'),
  ),
  'speaks SOAP 1.2': {
    type: 'application/soap+xml; charset=utf-8',
    write: (answer) => answer.replaceAll(namespaces.s, soap12),
  },
  'begins with a byte order mark': said((answer) => `\ufeff${answer}`),
  'breaks lines and indents': said((answer) =>
    answer
      .replaceAll(/></g, '>\n    <')
      .replaceAll(/(<t:MimeContent[^>]*>)([^<]+)/g, (_, tag: string, text: string) => {
        return `${tag}\r\n${text.replaceAll(/.{1,76}/g, '$&\r\n')}    `;
      }),
  ),
  'puts comments between': said((answer) => answer.replaceAll(/(>)(?=[^<]|<)/g, '$1<!-- x -->')),
  'writes text as CDATA': said((answer) =>
    answer.replaceAll(texts, (text) => `<![CDATA[${plain(text)}]]>`),
  ),
  'writes every character as a reference': said((answer) =>
    answer.replaceAll(texts, (text) =>
      Array.from(plain(text), (one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(''),
    ),
  ),
  'says null of what is not there': said((answer) =>
    answer
      .replace('<s:Envelope', `<s:Envelope xmlns:xsi="${instance}"`)
      .replaceAll(
        /(<t:ItemId [^>]*\/>)/g,
        '$1<t:Subject xsi:nil="true"/><t:Categories xsi:nil="true"/><t:DateTimeReceived xsi:nil="true"/>',
      ),
  ),
  'tells fractions of seconds': said((answer) => answer.replaceAll(dates, '$1.123456789Z<')),
  'tells times with an offset': said((answer) => answer.replaceAll(dates, '$1+0000<')),
  'tells times without a zone': said((answer) => answer.replaceAll(dates, '$1<')),
  'tells no codes of what went well': said((answer) =>
    answer.replaceAll('<m:ResponseCode>NoError</m:ResponseCode>', ''),
  ),
  'tells no classes of responses': said((answer) => answer.replaceAll(/ ResponseClass="\w+"/g, '')),
  'warns of what went well': said((answer) =>
    answer.replaceAll('ResponseClass="Success"', 'ResponseClass="Warning"'),
  ),
  'says nothing of itself': said((answer) => answer.replace(/<s:Header>.*?<\/s:Header>/, '')),
  'tells nothing of pages': said((answer) =>
    answer.replaceAll(
      / (?:IndexedPagingOffset|TotalItemsInView|IncludesLastItemInRange)="\w+"/g,
      '',
    ),
  ),
  'calls each page the last, and tells no totals': said((answer) =>
    answer
      .replaceAll(/ (?:IndexedPagingOffset|TotalItemsInView)="\w+"/g, '')
      .replaceAll('IncludesLastItemInRange="false"', 'IncludesLastItemInRange="true"'),
  ),
  'counts nothing': said((answer) =>
    answer
      .replaceAll(/TotalItemsInView="\w+"/g, 'TotalItemsInView="0"')
      .replaceAll('IncludesLastItemInRange="false"', 'IncludesLastItemInRange="true"'),
  ),
  'tells no parents of folders': said((answer) =>
    answer.replaceAll(/<t:ParentFolderId [^>]*\/>/g, ''),
  ),
  'tells no classes of folders': said((answer) =>
    answer.replaceAll(/<t:FolderClass>[^<]*<\/t:FolderClass>/g, ''),
  ),
  'tells no change keys': said((answer) => answer.replaceAll(/ ChangeKey="[^"]*"/g, '')),
  'does not say what it sends': { type: '', write: (answer) => answer },
  'calls it other XML': { type: 'application/xml', write: (answer) => answer },
  'writes UTF-16': {
    type: 'text/xml; charset=utf-16',
    write: (answer) => Buffer.from(`\ufeff${answer}`, 'utf16le'),
  },
  'writes Latin 1': {
    type: 'text/xml; charset=ISO-8859-1',
    write: (answer) => Buffer.from(answer, 'latin1'),
  },
  'answers in another order': said((answer) =>
    answer.replace(
      /(<m:GetItemResponse><m:ResponseMessages>)(.*)(?=<\/m:ResponseMessages>)/s,
      (_, start: string, all: string) => {
        const messages =
          all.match(/<m:GetItemResponseMessage.*?<\/m:GetItemResponseMessage>/gs) ?? [];
        return start + messages.toReversed().join('');
      },
    ),
  ),
  'gives no ids of what it made': said((answer) =>
    answer.replace(/<m:CreateItemResponse>.*/s, (made) =>
      made.replaceAll(/<t:ItemId [^>]*\/>/g, ''),
    ),
  ),
} as const satisfies Readonly<Record<string, EwsDialect>>;
