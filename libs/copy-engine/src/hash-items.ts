import type { MailSession } from '@mailhaul/connector-contract';
import { type ContentHash, ContentHasher, contentHashOf } from '@mailhaul/kernel';
import { messageIdOf } from './message-id.ts';

export interface ItemEvidence {
  readonly hash: ContentHash;
  /** The Message-ID header's value, hashed as well: evidence for targets that rewrite bytes. */
  readonly messageIdHash: ContentHash | undefined;
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
        found.set(item.id, { hash: contentHashOf(bytes), messageIdHash: messageIdOf(bytes) });
        item.body.release?.();
        continue;
      }
      const hasher = new ContentHasher();
      let head: Uint8Array | undefined;
      for await (const chunk of item.body.chunks) {
        head ??= chunk;
        hasher.update(chunk);
      }
      const messageIdHash = head === undefined ? undefined : messageIdOf(head);
      found.set(item.id, { hash: hasher.digest(), messageIdHash });
    }
  }
  return found;
}
