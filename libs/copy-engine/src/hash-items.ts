import type { ItemBody, ItemForm, MailSession, ReadItem } from '@mailhaul/connector-contract';
import { type ContentHash, ContentHasher, contentHashOf } from '@mailhaul/kernel';
import { asBuffer, essenceOf, withPlainHeader } from './essence-of.ts';
import { fingerprintOf, isMadeAnew } from './fingerprint.ts';
import { asked } from './item-forms.ts';
import { messageIdOf } from './message-id.ts';
import { asConnectorError } from './pass-context.ts';

export interface ItemEvidence {
  readonly hash: ContentHash;
  /** The Message-ID header's value, hashed as well: evidence for targets that rewrite bytes. */
  readonly messageIdHash: ContentHash | undefined;
  /** What is left of it by servers that mend malformed mail: evidence likewise. */
  readonly essence: ContentHash;
  /** What the system says that two copies of one item have in common. */
  readonly likeness: string | undefined;
  /** It comes in a form that is never the same twice: `hash` is of its likeness, where there is one. */
  readonly isMadeAnew: boolean;
}

export interface ItemsToHash {
  readonly generation: number;
  readonly ids: readonly number[];
  /** Forms in which they may come: those in which they went. */
  readonly forms: readonly ItemForm[];
}

/** Bodies above this are read in pieces. */
const wholeBytesMax = 1 << 20;
/** Ids asked for in one request. */
const idsPerRequest = 200;

/**
 * Reads the items and keeps what tells them from others. Items that are not there (any more), have no such form, or cannot be
 * read are left out.
 */
export async function hashItems(
  session: MailSession,
  folderId: string,
  request: ItemsToHash,
): Promise<Map<number, ItemEvidence>> {
  const found = new Map<number, ItemEvidence>();
  const ids = request.ids.toSorted((a, b) => a - b);
  const groups: number[][] = [];
  for (let at = 0; at < ids.length; at += idsPerRequest)
    groups.push(ids.slice(at, at + idsPerRequest));
  const { generation, forms } = request;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const some = { generation, ids: group, wholeBytesMax };
    try {
      for await (const item of session.readItems(folderId, { ...some, ...asked(forms) })) {
        // Of what has no form nothing was read: all of them would be alike.
        if (item.isFormless !== true) found.set(item.id, await evidenceOf(item));
      }
    } catch (error) {
      if (asConnectorError(error)?.scope !== 'item') throw error;
      // One that cannot be read takes those asked for with it: in smaller groups it stands alone in the end.
      const left = group.filter((id) => !found.has(id));
      const half = Math.ceil(left.length / 2);
      const halves = group.length > 1 ? [left.slice(0, half), left.slice(half)] : [];
      groups.unshift(...halves.filter((some) => some.length > 0));
    }
  }
  return found;
}

async function evidenceOf(item: ReadItem): Promise<ItemEvidence> {
  const { likeness, body } = item;
  if (isMadeAnew(item.form)) {
    const hash = fingerprintOf(item) ?? (await hashesOf(body)).hash;
    await leaveBody(body);
    return { hash, messageIdHash: undefined, essence: hash, likeness, isMadeAnew: true };
  }
  return { ...(await hashesOf(body)), likeness, isMadeAnew: false };
}

async function hashesOf(body: ItemBody): Promise<Omit<ItemEvidence, 'likeness' | 'isMadeAnew'>> {
  if (body.kind === 'whole') {
    const { bytes } = body;
    const hash = contentHashOf(bytes);
    const hashes = { hash, messageIdHash: messageIdOf(bytes), essence: essenceOf(bytes, hash) };
    body.release?.();
    return hashes;
  }
  const hasher = new ContentHasher();
  // Of large items only the header is mended, which their first piece holds.
  const mended = new ContentHasher();
  let messageIdHash: ContentHash | undefined;
  let isFirst = true;
  for await (const chunk of body.chunks) {
    hasher.update(chunk);
    mended.update(isFirst ? withPlainHeader(asBuffer(chunk)) : chunk);
    if (isFirst) messageIdHash = messageIdOf(chunk);
    isFirst = false;
  }
  return { hash: hasher.digest(), messageIdHash, essence: mended.digest() };
}

async function leaveBody(body: ItemBody): Promise<void> {
  if (body.kind === 'whole') body.release?.();
  else await body.chunks[Symbol.asyncIterator]().return?.();
}
