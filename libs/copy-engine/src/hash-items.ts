import type { MailSession } from '@mailhaul/connector-contract';
import { type ContentHash, ContentHasher, contentHashOf } from '@mailhaul/kernel';
import { asBuffer, essenceOf, withPlainHeader } from './essence-of.ts';
import { messageIdOf } from './message-id.ts';

export interface ItemEvidence {
  readonly hash: ContentHash;
  /** The Message-ID header's value, hashed as well: evidence for targets that rewrite bytes. */
  readonly messageIdHash: ContentHash | undefined;
  /** What is left of it by servers that mend malformed mail: evidence likewise. */
  readonly essence: ContentHash;
}

/** Bodies above this are read in pieces. */
const wholeBytesMax = 1 << 20;
/** Ids asked for in one request. */
const idsPerRequest = 200;

/** Reads the items' bytes and keeps their hashes. Items that are not there (any more) are left out. */
export async function hashItems(
  session: MailSession,
  folderId: string,
  request: { readonly generation: number; readonly ids: readonly number[] },
): Promise<Map<number, ItemEvidence>> {
  const found = new Map<number, ItemEvidence>();
  const ids = request.ids.toSorted((a, b) => a - b);
  for (let at = 0; at < ids.length; at += idsPerRequest) {
    const some = ids.slice(at, at + idsPerRequest);
    const { generation } = request;
    for await (const item of session.readItems(folderId, {
      generation,
      ids: some,
      wholeBytesMax,
    })) {
      if (item.body.kind === 'whole') {
        const { bytes } = item.body;
        const hash = contentHashOf(bytes);
        const essence = essenceOf(bytes, hash);
        found.set(item.id, { hash, messageIdHash: messageIdOf(bytes), essence });
        item.body.release?.();
        continue;
      }
      const hasher = new ContentHasher();
      // Of large items only the header is mended, which their first piece holds.
      const mended = new ContentHasher();
      let messageIdHash: ContentHash | undefined;
      let isFirst = true;
      for await (const chunk of item.body.chunks) {
        hasher.update(chunk);
        mended.update(isFirst ? withPlainHeader(asBuffer(chunk)) : chunk);
        if (isFirst) messageIdHash = messageIdOf(chunk);
        isFirst = false;
      }
      found.set(item.id, { hash: hasher.digest(), messageIdHash, essence: mended.digest() });
    }
  }
  return found;
}
