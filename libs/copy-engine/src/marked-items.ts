import { type MarkedPlace, Markers } from './markers.ts';
import type { BatchView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** Which marker each item of the pass has, where the target keeps any. */
export class MarkedItems {
  readonly #run: PassRun;
  readonly #markers = new Map<string, Markers>();

  constructor(run: PassRun) {
    this.#run = run;
  }

  /** Items are written with markers. A target that was seen to lose the first one's keeps none, whatever it says. */
  get isOn(): boolean {
    const { ledger } = this.#run.context;
    return this.#run.targetCapabilities?.keepsMarkers === true && ledger.profile?.markers !== false;
  }

  /** Its copies have their markers, or are not there: nothing of it is doubtful. */
  isDecisive(batch: BatchView): boolean {
    const { ledger, rules } = this.#run.context;
    return batch.marked !== undefined && ledger.profile?.markers === true && rules.recoverByMarker;
  }

  /** The copies of a batch are told by their markers, unless the target was seen to lose them. */
  isTelling(batch: BatchView): boolean {
    const { ledger, rules } = this.#run.context;
    return batch.marked !== undefined && ledger.profile?.markers !== false && rules.recoverByMarker;
  }

  /** Of an item where it stands now. */
  of(f: number, id: number): string {
    const { sourceId: folderId, generation } = this.#run.context.ledger.folder(f);
    return this.#at({ folderId, generation }, id);
  }

  /** Of each item of a batch, in its order: as they were when it was written, where it was written with any. */
  ofBatch(batch: BatchView): readonly string[] {
    const { marked } = batch;
    if (marked === undefined)
      return batch.items().map(({ sourceId }) => this.of(batch.f, sourceId));
    const { sourceId: folderId, generation } = marked;
    return marked.ids.map((id) => this.#at({ folderId, generation }, id));
  }

  /** Of all that is known to go into that target folder: a copy with another is a stranger's, or of an earlier generation. */
  into(t: number): Set<string> {
    const { ledger } = this.#run.context;
    const known = new Set<string>();
    for (const folder of ledger.folders()) {
      if (folder.t !== t) continue;
      for (const { sourceId } of folder.rows()) known.add(this.of(folder.f, sourceId));
    }
    for (const batch of ledger.batchesInto(t)) {
      for (const marker of this.ofBatch(batch)) known.add(marker);
    }
    return known;
  }

  #at({ folderId, generation }: Omit<MarkedPlace, 'identity'>, id: number): string {
    const { source, ledger, rules } = this.#run.context;
    const key = `${generation} ${folderId}`;
    let markers = this.#markers.get(key);
    if (markers === undefined) {
      // A mailbox that was renamed since has its items marked by its first name.
      const identity = ledger.mailboxes.sourceAtFirst ?? source.identity;
      markers = new Markers({ identity, folderId, generation });
      this.#markers.set(key, markers);
    }
    return markers.of(rules.markEachItem ? id : 0);
  }
}
