import type { FolderState, IdSpan } from '@mailhaul/connector-contract';
import type { ItemRow } from '../form/item-row.ts';

/** Which item of a folder has which number: by the server's own article numbers, or by a book of ours. */
export interface ItemIndex {
  /** The folder's generation under this way of numbering. */
  generation(folderId: string): number;
  /** Asked now. @throws ConnectorError `folder-missing` */
  state(folderId: string): Promise<FolderState>;
  /** Of a folder that this session has just made. */
  stateOfNew(folderId: string): Promise<FolderState>;
  /** Items ascending by number, in pages; with spans only those in one of them. */
  rows(
    folderId: string,
    spans: readonly IdSpan[],
  ): AsyncGenerator<readonly ItemRow[], void, undefined>;
  /** The numbers of items that were just made, by their EWS ids; `told` has those that the server gave. */
  numbersOf(
    folderId: string,
    made: readonly { readonly ewsId: string; readonly articleNumber: number | undefined }[],
  ): Promise<ReadonlyMap<string, number>>;
}
