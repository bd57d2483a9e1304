import { formatInternalDate } from '../independent-scan/internal-date.ts';
import {
  encodeMailboxName,
  type MailboxAccess,
  quoted,
  RawImap,
  textOfLine,
} from '../wire/index.ts';
import type { Corpus, CorpusMessage } from './corpus.ts';

/** How a server writes its folder names. */
export interface NameStyle {
  readonly separator: string;
  readonly prefix: string;
}

const inFlightBytesMax = 8 << 20;

export interface LoadStyle extends NameStyle {
  /** Goes on where the server refuses a message: then only what it holds afterwards is the corpus. */
  readonly allowsRefusals?: boolean;
  /** Only adds mail: the folders are there. */
  readonly foldersExist?: boolean;
}

/** Puts a corpus into a mailbox, an empty one by default, by plain IMAP. */
export async function loadCorpus(
  corpus: Corpus,
  access: MailboxAccess,
  style: LoadStyle,
): Promise<void> {
  const client = await RawImap.open(access);
  try {
    const { untagged } = await client.ok('CAPABILITY');
    const isPipelined = / LITERAL\+(?: |$)/i.test(untagged.map(textOfLine).join('\n'));
    for (const folder of corpus.folders) {
      const name = quoted(wireNameOf(folder.path, style));
      const isInbox = folder.path[0] === 'INBOX' && folder.path.length === 1;
      if (!isInbox && style.foldersExist !== true) await client.ok(`CREATE ${name}`);
      if (folder.isSubscribed) await client.ok(`SUBSCRIBE ${name}`);
      if (style.allowsRefusals === true) await appendWhatIsTaken(client, name, folder.messages);
      else await (isPipelined ? appendAtOnce : appendOneByOne)(client, name, folder.messages);
    }
  } finally {
    await client.close();
  }
}

/** A folder's name on the wire of such a server. */
export function wireNameOf(path: readonly string[], style: NameStyle): string {
  if (path.length === 1 && path[0] === 'INBOX') return 'INBOX';
  return encodeMailboxName(style.prefix + path.join(style.separator));
}

async function appendAtOnce(client: RawImap, name: string, messages: readonly CorpusMessage[]) {
  let pending: Promise<unknown>[] = [];
  let bytesPending = 0;
  for (const message of messages) {
    const { bytes } = message;
    pending.push(client.ok([`${appendHead(name, message)} {${bytes.length}+}\r\n`, bytes]));
    bytesPending += bytes.length;
    if (bytesPending > inFlightBytesMax) {
      await Promise.all(pending);
      pending = [];
      bytesPending = 0;
    }
  }
  await Promise.all(pending);
}

async function appendOneByOne(client: RawImap, name: string, messages: readonly CorpusMessage[]) {
  for (const message of messages) {
    await client.okWithLiteral(appendHead(name, message), message.bytes);
  }
}

async function appendWhatIsTaken(
  client: RawImap,
  name: string,
  messages: readonly CorpusMessage[],
) {
  for (const message of messages) {
    // A line that is lost fails at the next command.
    await client.okWithLiteral(appendHead(name, message), message.bytes).catch(() => undefined);
  }
}

function appendHead(name: string, { flags, epochSeconds, zoneMinutes }: CorpusMessage): string {
  return `APPEND ${name} (${flags.join(' ')}) "${formatInternalDate(epochSeconds, zoneMinutes)}"`;
}
