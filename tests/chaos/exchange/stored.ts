import type { EwsItem, EwsMailbox, ImapServer } from '@mailhaul/mail-servers';
import { carriesMailOnly, type DirectionName } from './directions.ts';

/** What a mailbox holds: how many of each description, folder by folder. Read in the servers' own stores, not through a connector. */
export type Inventory = ReadonlyMap<string, number>;

const endChars = 400;

export function inventoryOfExchange(mailbox: EwsMailbox, direction: DirectionName): Inventory {
  const counts = new Map<string, number>();
  for (const folder of mailbox.below(mailbox.root.id)) {
    const isMail = folder.folderClass === 'IPF.Note' || folder.folderClass === '';
    if (!isMail && carriesMailOnly(direction)) continue;
    for (const item of folder.items) note(counts, `${folder.name}: ${describe(item)}`);
  }
  return counts;
}

/** In the words of Exchange, whose folders of mail have these names as well. */
export function inventoryOfImap({ store }: ImapServer, user: string): Inventory {
  const counts = new Map<string, number>();
  const mailbox = store.mailbox(user);
  for (const { path, canHoldMessages } of mailbox?.folders() ?? []) {
    const name = path[0] === 'INBOX' ? 'Inbox' : path.join('/');
    if (!canHoldMessages) continue;
    for (const { bytes } of mailbox?.messages(path) ?? []) {
      note(counts, `${name}: IPM.Note ${described(bytes)}`);
    }
  }
  return counts;
}

function describe({ itemClass, mime, fields, attachments, occurrences }: EwsItem): string {
  if (mime.byteLength > 0) return `${itemClass} ${described(Buffer.from(mime))}`;
  const subject = /content-\d+-/.exec(fields.get('t:Subject')?.text ?? '')?.[0] ?? '?';
  const bytes = attachments.reduce(
    (sum, { element }) =>
      sum + (element.children.find(({ name }) => name === 't:Content')?.text.length ?? 0),
    0,
  );
  const changes = [...occurrences].map(([place, { kind }]) => `${place} ${kind}`);
  const times = ['t:Start', 't:End'].map((name) => fields.get(name)?.text ?? '');
  return [itemClass, subject, ...times, `${attachments.length} files of ${bytes}`, ...changes].join(
    ' ',
  );
}

/** Subject, end and length of the body: servers make headers anew, and a message that is cut off has no end. */
function described(bytes: Buffer): string {
  const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
  const head = /Subject: *(content-\d+-)/i.exec(bytes.toString('latin1', 0, 2_000))?.[1] ?? '?';
  const from = Math.max(0, body.length - endChars);
  const end = /content-\d+-/.exec(body.toString('latin1', from))?.[0] ?? '?';
  return `${head} ${end} of ${body.length} bytes`;
}

function note(counts: Map<string, number>, description: string): void {
  counts.set(description, (counts.get(description) ?? 0) + 1);
}

export interface Difference {
  readonly lost: readonly string[];
  /** Of something that is there as often as it should be already. */
  readonly doubled: readonly string[];
  /** What is like nothing in the source: half an item. */
  readonly foreign: readonly string[];
}

export function differenceOf(source: Inventory, target: Inventory): Difference {
  const more = (a: Inventory, b: Inventory) =>
    [...a].flatMap(([what, count]) => {
      const extra = count - (b.get(what) ?? 0);
      return extra > 0 ? Array.from({ length: extra }, () => what) : [];
    });
  const surplus = more(target, source);
  return {
    lost: more(source, target),
    doubled: surplus.filter((what) => source.has(what)),
    foreign: surplus.filter((what) => !source.has(what)),
  };
}
