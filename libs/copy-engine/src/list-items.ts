import type { FolderState, ItemInfo, ItemRange, MailSession } from '@mailhaul/connector-contract';
import { assert } from '@mailhaul/kernel';

export interface Listing {
  readonly state: FolderState;
  readonly items: readonly ItemInfo[];
}

/** A listing held whole: for ranges that are short, such as what arrived behind a fence. */
export async function listWhole(
  session: MailSession,
  folderId: string,
  range: ItemRange,
): Promise<Listing> {
  let state: FolderState | undefined;
  const items: ItemInfo[] = [];
  for await (const page of session.listItems(folderId, range)) {
    state ??= page.state;
    for (const item of page.items) items.push(item);
  }
  assert(state !== undefined, 'a listing has at least one page');
  return { state, items };
}
