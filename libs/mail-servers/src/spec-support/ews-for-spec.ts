import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { checkElement } from '../ews/schema/check-schema.ts';
import type { EwsServerOptions } from '../ews/server-options.ts';
import { type EwsServer, startEwsServer } from '../ews/start-ews-server.ts';
import { namespaces } from '../ews/wire/namespaces.ts';
import { type XmlElement, childOf, parseXml } from '../ews/wire/xml-element.ts';

export const address = 'ann@example.com';
export const password = 'pw';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export async function startEws(options: Partial<EwsServerOptions> = {}): Promise<EwsServer> {
  const server = await startEwsServer({ mailboxes: [{ address, password }], ...options });
  onTestFinished(() => server.stop());
  return server;
}

export interface Posting {
  readonly headers?: Readonly<Record<string, string>>;
  /** Without a Content-Length. */
  readonly isChunked?: boolean;
  /** The connection is closed behind that much of the body. */
  readonly sent?: string;
}

/** Whatever is said, byte by byte. */
export function post(server: EwsServer, body: string, posting: Posting = {}): Promise<HttpAnswer> {
  const authorization = `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`;
  const { host, port, path } = server;
  const length: Record<string, string | number> =
    posting.isChunked === true
      ? { 'transfer-encoding': 'chunked' }
      : { 'content-length': Buffer.byteLength(body) };
  const headers = { authorization, ...length, ...posting.headers };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host, port, path, method: 'POST', headers }, (response) => {
      Array.fromAsync(response as AsyncIterable<Uint8Array>).then((pieces) => {
        const bytes = Buffer.concat(pieces);
        const isCompressed = response.headers['content-encoding'] === 'gzip';
        const text = (isCompressed ? gunzipSync(bytes) : bytes).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      }, reject);
    });
    request.on('error', reject);
    if (posting.sent === undefined) request.end(body);
    else request.write(posting.sent, () => request.destroy());
  });
}

export function soap(operation: string, version = 'Exchange2013'): string {
  const names = `xmlns:s="${namespaces.s}" xmlns:m="${namespaces.m}" xmlns:t="${namespaces.t}"`;
  return `<s:Envelope ${names}><s:Header><t:RequestServerVersion Version="${version}"/></s:Header><s:Body>${operation}</s:Body></s:Envelope>`;
}

/** The response messages of an operation; what stands in them is held against the schema. */
export async function ask(
  server: EwsServer,
  operation: string,
  version?: string,
): Promise<readonly XmlElement[]> {
  const { text } = await post(server, soap(operation, version));
  const body = childOf(parseXml(text), 's:Body');
  const answer = body?.children[0];
  if (answer === undefined || answer.name === 's:Fault') throw new Error(text);
  checkAnswer(answer);
  return childOf(answer, 'm:ResponseMessages')?.children ?? [answer];
}

/** `NoError`, or what went wrong. */
export function codeOf(message: XmlElement | undefined): string {
  return childOf(message, 'm:ResponseCode')?.text ?? '';
}

/** All elements of that name, at any depth. */
export function allOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...allOf(child, name),
  ]);
}

export function idOf(message: XmlElement | undefined): string {
  return allOf(message, 't:ItemId')[0]?.attributes['Id'] ?? '';
}

const holders = new Set(['m:Items', 't:Items', 't:Create', 't:Update', 'm:Folders', 't:Folders']);
const typeNames: Readonly<Record<string, string>> = {
  ...{ MeetingResponse: 'Meeting', MeetingCancellation: 'Meeting' },
  ...{ ContactsFolder: 'CalendarFolder', TasksFolder: 'Folder' },
};

function checkAnswer(element: XmlElement): void {
  for (const child of element.children) {
    if (holders.has(element.name)) {
      const name = child.name.slice(2);
      checkElement(child, typeNames[name] ?? name, { server: 15.1, requested: 15.1 });
    } else checkAnswer(child);
  }
}
