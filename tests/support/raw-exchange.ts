import { Agent, request } from 'node:http';

/** Of a URL `exchange://USER:PASSWORD@HOST:PORT/PATH`, without encryption. */
export interface ExchangePlace {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly user: string;
  readonly password: string;
}

export interface RawMail {
  readonly bytes: Buffer;
  readonly flags: readonly string[];
  readonly receivedAt: Date;
}

const head =
  '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ' +
  'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header>' +
  '<t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body>';
const tail = '</s:Body></s:Envelope>';

export function placeOf(url: string): ExchangePlace {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    ...{ host: hostname, port: Number(port), path: pathname },
    ...{ user: decodeURIComponent(username), password: decodeURIComponent(password) },
  };
}

/** A client of Exchange with nothing but SOAP in strings: no retries, no parser, no state. */
export class RawExchange {
  readonly #place: ExchangePlace;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #authorization: string;

  constructor(place: ExchangePlace) {
    this.#place = place;
    const { user, password } = place;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  /** The answer as it is. @throws where anything in it is an error */
  ask(operation: string): Promise<string> {
    const { host, port, path } = this.#place;
    const body = Buffer.from(head + operation + tail);
    const headers = {
      'Content-Type': 'text/xml; charset=utf-8',
      'Content-Length': body.length,
      Authorization: this.#authorization,
    };
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const asked = request(
      { host, port, path, method: 'POST', agent: this.#agent, headers },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => {
          const text = Buffer.concat(pieces).toString();
          const isGood = response.statusCode === 200 && !text.includes('ResponseClass="Error"');
          if (isGood) resolve(text);
          else reject(new Error(text.slice(0, 1_000)));
        });
        response.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(body);
    return promise;
  }

  /** Makes a folder of mail below the top, or finds it. @returns its id. */
  async folder(name: string): Promise<string> {
    const top = '<t:DistinguishedFolderId Id="msgfolderroot"/>';
    if (name.toUpperCase() === 'INBOX') return this.#idOfInbox();
    const found = await this.ask(
      '<m:FindFolder Traversal="Shallow"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>' +
        `<m:ParentFolderIds>${top}</m:ParentFolderIds></m:FindFolder>`,
    );
    const known = [
      ...found.matchAll(/FolderId Id="([^"]+)"[^>]*>(?:(?!FolderId Id).)*?DisplayName>([^<]*)</gs),
    ].find(([, , title]) => title === name);
    if (known !== undefined) return known[1] ?? '';
    const made = await this.ask(
      `<m:CreateFolder><m:ParentFolderId>${top}</m:ParentFolderId><m:Folders><t:Folder>` +
        `<t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>${name.replaceAll('&', '&amp;')}</t:DisplayName>` +
        '</t:Folder></m:Folders></m:CreateFolder>',
    );
    return /FolderId Id="([^"]+)"/.exec(made)?.[1] ?? '';
  }

  async #idOfInbox(): Promise<string> {
    const got = await this.ask(
      '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>' +
        '<t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>',
    );
    return /FolderId Id="([^"]+)"/.exec(got)?.[1] ?? '';
  }

  /** One CreateItem. */
  async createMail(folderId: string, mail: readonly RawMail[]): Promise<void> {
    await this.ask(
      `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId><t:FolderId Id="${folderId}"/>` +
        `</m:SavedItemFolderId><m:Items>${mail.map(mailXml).join('')}</m:Items></m:CreateItem>`,
    );
  }

  /** Folders of mail below the top, by their names, and what is in them. */
  async foldersOfMail(): Promise<{ readonly id: string; readonly name: string }[]> {
    const found = await this.ask(
      '<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>' +
        '<m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderIds></m:FindFolder>',
    );
    const filled = [...found.matchAll(/<t:Folder>.*?<\/t:Folder>/gs)].flatMap(([xml]) => {
      const [, id = ''] = /FolderId Id="([^"]+)"/.exec(xml) ?? [];
      const [, name = ''] = /DisplayName>([^<]*)</.exec(xml) ?? [];
      return /TotalCount>0</.test(xml) ? [] : [{ id, name }];
    });
    return filled;
  }

  /** All in one page, which Exchange does not give of larger folders. */
  async itemIds(folderId: string): Promise<string[]> {
    const found = await this.ask(
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>' +
        `<m:ParentFolderIds><t:FolderId Id="${folderId}"/></m:ParentFolderIds></m:FindItem>`,
    );
    return [...found.matchAll(/<t:ItemId Id="([^"]+)"/g)].map(([, id]) => id ?? '');
  }

  /** One ExportItems: streams in base64. */
  async exportItems(ids: readonly string[]): Promise<string[]> {
    const named = ids.map((id) => `<t:ItemId Id="${id}"/>`).join('');
    const answer = await this.ask(`<m:ExportItems><m:ItemIds>${named}</m:ItemIds></m:ExportItems>`);
    return [...answer.matchAll(/<m:Data>([^<]*)</g)].map(([, data]) => data ?? '');
  }

  /** One UploadItems. */
  async uploadItems(folderId: string, streams: readonly string[]): Promise<void> {
    const items = streams.map(
      (data) =>
        `<t:Item CreateAction="CreateNew"><t:ParentFolderId Id="${folderId}"/><t:Data>${data}</t:Data></t:Item>`,
    );
    await this.ask(`<m:UploadItems><m:Items>${items.join('')}</m:Items></m:UploadItems>`);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Not a draft (PidTagMessageFlags), received when it was (PidTagMessageDeliveryTime), keywords as categories. */
function mailXml({ bytes, flags, receivedAt }: RawMail): string {
  const isRead = flags.includes('\\Seen');
  const keywords = flags.filter((flag) => !flag.startsWith('\\'));
  const names = keywords.map((keyword) => `<t:String>${keyword}</t:String>`).join('');
  const property = (tag: string, type: string, value: string) =>
    `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="${type}"/>` +
    `<t:Value>${value}</t:Value></t:ExtendedProperty>`;
  return (
    `<t:Message><t:MimeContent>${bytes.toString('base64')}</t:MimeContent><t:ItemClass>IPM.Note</t:ItemClass>` +
    (names === '' ? '' : `<t:Categories>${names}</t:Categories>`) +
    property('0x0e07', 'Integer', isRead ? '1' : '0') +
    property('0x0e06', 'SystemTime', receivedAt.toISOString().replace('.000', '')) +
    `<t:IsRead>${isRead}</t:IsRead></t:Message>`
  );
}
