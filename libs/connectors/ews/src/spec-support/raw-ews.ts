import type { EwsServer } from '@mailhaul/mail-servers';
import { SaxesParser } from 'saxes';
import { address, password } from './ews-stage.ts';

/** An element without its prefix. */
export interface Told {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Told[];
  text: string;
}

const namespaces =
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ' +
  'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

/** Asks the server without the connector; what goes wrong is an error. */
export async function ask({ host, port, path }: EwsServer, operation: string): Promise<Told> {
  const body =
    `<?xml version="1.0"?><s:Envelope ${namespaces}><s:Header>` +
    `<t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body>${operation}</s:Body></s:Envelope>`;
  const answer = await fetch(`http://${host}:${port}${path}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      Authorization: `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`,
    },
    body,
  });
  const text = await answer.text();
  if (text.includes('ResponseClass="Error"') || !answer.ok) throw new Error(text);
  return treeOf(text);
}

function treeOf(text: string): Told {
  const root: Told = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, attributes }) => {
    const plain = Object.values(attributes).map((one) => [one.local, one.value] as const);
    open.push({ name: local, attributes: Object.fromEntries(plain), children: [], text: '' });
  });
  parser.on('text', (piece) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += piece;
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed !== undefined) open.at(-1)?.children.push(closed);
  });
  parser.write(text).close();
  return root;
}

/** All elements of that name, wherever they stand. */
export function all(told: Told, name: string): Told[] {
  return told.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...all(child, name),
  ]);
}

export function idsIn(told: Told): string[] {
  return all(told, 'ItemId').map(({ attributes }) => attributes['Id'] ?? '');
}

export function changeKeyIn(told: Told): string {
  return all(told, 'ItemId')[0]?.attributes['ChangeKey'] ?? '';
}
