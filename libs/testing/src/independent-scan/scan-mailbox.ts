import { createHash } from 'node:crypto';
import {
  asList,
  asText,
  decodeMailboxName,
  type ListedFolder,
  type MailboxAccess,
  parseValues,
  quoted,
  RawImap,
  type ResponseLine,
  textOfLine,
  type WireValue,
} from '../wire/index.ts';
import {
  type MailboxScan,
  pathKey,
  type ScannedFolder,
  type ScannedMessage,
} from './mailbox-scan.ts';
import { parseInternalDate } from './internal-date.ts';

export interface ScanOptions {
  /** Keeps the bodies beside their hashes; for small mailboxes. */
  readonly keepsBytes?: boolean;
}

/** Reads every folder of a mailbox over one connection and changes nothing: bodies as hashes, flags, dates. */
export async function scanMailbox(
  access: MailboxAccess,
  options: ScanOptions = {},
): Promise<MailboxScan> {
  const client = await RawImap.open(access);
  try {
    const prefix = await personalPrefix(client);
    const listed = (await client.list('LIST')).filter(isNotSame(prefix));
    const subscribed = new Set((await client.list('LSUB')).filter(isReal).map(keyOf(prefix)));
    const folders: ScannedFolder[] = [];
    for (const folder of listed) {
      const path = pathOf(folder, prefix);
      const canHoldItems = isReal(folder) && !folder.attributes.includes('\\nonexistent');
      const content = canHoldItems
        ? await scanFolder(client, folder.wireName, options)
        : emptyContent;
      folders.push({ path, canHoldItems, isSubscribed: subscribed.has(pathKey(path)), ...content });
    }
    return { folders };
  } finally {
    await client.close();
  }
}

type Content = Pick<ScannedFolder, 'uidValidity' | 'messages'>;

const emptyContent: Content = { uidValidity: 0, messages: [] };

async function scanFolder(
  client: RawImap,
  wireName: string,
  options: ScanOptions,
): Promise<Content> {
  const examined = await client.ok(`EXAMINE ${quoted(wireName)}`);
  const head = examined.untagged.map(textOfLine).join('\n');
  const messages: ScannedMessage[] = [];
  if (!/^\* 0 EXISTS$/m.test(head)) {
    const items = 'UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]';
    await client.ok(`UID FETCH 1:* (${items})`, (line) => {
      const message = scannedMessage(line, options);
      if (message !== undefined) messages.push(message);
    });
  }
  messages.sort((a, b) => a.uid - b.uid);
  return { uidValidity: Number(/UIDVALIDITY (\d+)/.exec(head)?.[1] ?? 0), messages };
}

function scannedMessage(line: ResponseLine, options: ScanOptions): ScannedMessage | undefined {
  const [, , kind, list] = parseValues(line);
  if (kind !== 'FETCH') return undefined;
  const fields = new Map<string, WireValue>();
  const values = asList(list);
  for (let i = 0; i + 1 < values.length; i += 2) {
    fields.set(asText(values[i]).toUpperCase(), values[i + 1] ?? null);
  }
  const body = fields.get('BODY[]');
  // A flag update that the server sends of its own accord has no body.
  if (body === undefined) return undefined;
  const bytes = bytesOf(body);
  return {
    uid: Number(asText(fields.get('UID'))),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    ...(options.keepsBytes === true ? { bytes } : {}),
    flags: asList(fields.get('FLAGS'))
      .map((flag) => asText(flag))
      .map((flag) => (flag.startsWith('\\') ? flag.toLowerCase() : flag))
      .filter((flag) => flag !== '\\recent')
      .sort(),
    epochSeconds: parseInternalDate(asText(fields.get('INTERNALDATE'))),
  };
}

function bytesOf(value: WireValue): Buffer {
  if (value === null) return Buffer.alloc(0);
  return Buffer.isBuffer(value) ? value : Buffer.from(asText(value), 'latin1');
}

/** The prefix of the first personal namespace (RFC 2342), decoded. */
async function personalPrefix(client: RawImap): Promise<string> {
  const { untagged } = await client.ok('NAMESPACE');
  const line = untagged.map(parseValues).find((values) => values[1] === 'NAMESPACE');
  const personal = line?.[2];
  if (!Array.isArray(personal)) return '';
  return decodeMailboxName(asText(asList(personal[0])[0]));
}

function pathOf(folder: ListedFolder, prefix: string): string[] {
  const name = decodeMailboxName(Buffer.from(folder.wireName, 'latin1').toString('utf8'));
  if (name.toUpperCase() === 'INBOX') return ['INBOX'];
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return folder.separator === null ? [own] : own.split(folder.separator);
}

function keyOf(prefix: string): (folder: ListedFolder) => string {
  return (folder) => pathKey(pathOf(folder, prefix));
}

function isReal(folder: ListedFolder): boolean {
  return !folder.attributes.includes('\\noselect');
}

/** Leaves out the namespace's root itself, which some servers list as a node. */
function isNotSame(prefix: string): (folder: ListedFolder) => boolean {
  return (folder) => {
    const name = decodeMailboxName(folder.wireName);
    return prefix === '' || name.toUpperCase() === 'INBOX' || name !== prefix.slice(0, -1);
  };
}
