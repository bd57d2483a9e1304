import { formatInternalDate } from '../independent-scan/internal-date.ts';
import { encodeMailboxName, type MailboxAccess, quoted, RawImap } from '../wire/index.ts';
import type { Corpus, CorpusFolder } from './corpus.ts';

/** How a server writes its folder names. */
export interface NameStyle {
  readonly separator: string;
  readonly prefix: string;
}

const inFlightBytesMax = 8 << 20;

/** Puts a corpus into an empty mailbox by plain IMAP; LITERAL+ must be offered. */
export async function loadCorpus(
  corpus: Corpus,
  access: MailboxAccess,
  style: NameStyle,
): Promise<void> {
  const client = await RawImap.open(access);
  try {
    for (const folder of corpus.folders) await loadFolder(client, folder, style);
  } finally {
    await client.close();
  }
}

/** A folder's name on the wire of such a server. */
export function wireNameOf(path: readonly string[], style: NameStyle): string {
  if (path.length === 1 && path[0] === 'INBOX') return 'INBOX';
  return encodeMailboxName(style.prefix + path.join(style.separator));
}

async function loadFolder(client: RawImap, folder: CorpusFolder, style: NameStyle): Promise<void> {
  const name = quoted(wireNameOf(folder.path, style));
  if (folder.path[0] !== 'INBOX' || folder.path.length > 1) await client.ok(`CREATE ${name}`);
  if (folder.isSubscribed) await client.ok(`SUBSCRIBE ${name}`);
  let pending: Promise<unknown>[] = [];
  let bytesPending = 0;
  for (const { bytes, flags, epochSeconds, zoneMinutes } of folder.messages) {
    const date = formatInternalDate(epochSeconds, zoneMinutes);
    const head = `APPEND ${name} (${flags.join(' ')}) "${date}" {${bytes.length}+}\r\n`;
    pending.push(client.ok([head, bytes]));
    bytesPending += bytes.length;
    if (bytesPending > inFlightBytesMax) {
      await Promise.all(pending);
      pending = [];
      bytesPending = 0;
    }
  }
  await Promise.all(pending);
}
