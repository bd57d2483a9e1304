import type { FolderState, IdSpan } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import type { ItemRow } from '../form/item-row.ts';
import { findPages } from './find-pages.ts';
import { folderStateOf } from './folder-state.ts';
import type { ItemIndex } from './item-index.ts';
import { type CallCore, generationOf } from './session-core.ts';

/** The numbers that Exchange gives (docs/adr/0013). */
export class ArticleIndex implements ItemIndex {
  readonly #core: CallCore;

  constructor(core: CallCore) {
    this.#core = core;
  }

  generation(folderId: string): number {
    return generationOf(folderId);
  }

  state(folderId: string): Promise<FolderState> {
    return folderStateOf(this.#core, folderId);
  }

  /** Nothing is in it yet, and no number is smaller: what comes has that one or a larger one. */
  stateOfNew(folderId: string): Promise<FolderState> {
    return Promise.resolve({ generation: generationOf(folderId), itemCount: 0, nextId: 1 });
  }

  rows(
    folderId: string,
    spans: readonly IdSpan[],
  ): AsyncGenerator<readonly ItemRow[], void, undefined> {
    return findPages(this.#core, folderId, spans);
  }

  /** @throws ConnectorError `server-unsuitable` where an item has none */
  numbersOf(
    _: string,
    made: readonly { readonly ewsId: string; readonly articleNumber: number | undefined }[],
  ): Promise<ReadonlyMap<string, number>> {
    const numbers = new Map<string, number>();
    for (const { ewsId, articleNumber } of made) {
      if (articleNumber === undefined) throw errorOf('server-unsuitable');
      numbers.set(ewsId, articleNumber);
    }
    return Promise.resolve(numbers);
  }
}
