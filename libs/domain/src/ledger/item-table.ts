import { assert, type ContentHash, contentHashBytes } from '@mailhaul/kernel';

/**
 * Where an item stands. `intended`: a write of it may be in the air. `missing`: a write was given up and the item is
 * to be copied again. `forgotten`: its source folder began a new generation and nothing tells it from what is new there.
 * The rest are outcomes; `doubtful` is Failed with a question that only a person can answer.
 */
export const standings = [
  'intended',
  'missing',
  'migrated',
  'excluded',
  'failed',
  'gone',
  'collapsed',
  'doubtful',
  'forgotten',
] as const;
export type Standing = (typeof standings)[number];

const codeOf = Object.fromEntries(standings.map((name, code) => [name, code])) as Record<
  Standing,
  number
>;

/** Different reasons to exclude in one folder: a code of a byte each. */
const exclusionsMax = 256;

/**
 * One folder's items as columns, about 35 bytes each with the index: half a million fit in 20 MB. Rows are never removed.
 */
export class ItemTable {
  readonly #rowOf = new Map<number, number>();
  #rows = 0;
  #sourceId = new Uint32Array(64);
  #size = new Uint32Array(64);
  #date = new Float64Array(64);
  #hash = new Uint8Array(64 * contentHashBytes);
  #targetId = new Uint32Array(64);
  #standing = new Uint8Array(64);
  /** Which of `#exclusions` an excluded row has. */
  #exclusion = new Uint8Array(64);
  readonly #exclusions: string[] = [];
  readonly #excludedFor = new Map<string, number>();
  readonly counts: Record<Standing, number> = {
    intended: 0,
    missing: 0,
    migrated: 0,
    excluded: 0,
    failed: 0,
    gone: 0,
    collapsed: 0,
    doubtful: 0,
    forgotten: 0,
  };
  bytesMigrated = 0;

  /** Excluded rows by why they are. */
  get excludedFor(): ReadonlyMap<string, number> {
    return this.#excludedFor;
  }

  get rowCount(): number {
    return this.#rows;
  }

  /** The row of a source id of the folder's present generation. */
  rowOf(sourceId: number): number | undefined {
    return this.#rowOf.get(sourceId);
  }

  /** The item's row, made or brought up to date; its standing is the caller's to set. */
  put(item: { id: number; size: number; date: number; hash: Uint8Array | undefined }): number {
    let row = this.#rowOf.get(item.id);
    if (row === undefined) {
      row = this.#rows;
      this.#grow();
      this.#rowOf.set(item.id, row);
      this.#sourceId[row] = item.id;
      this.#standing[row] = codeOf.missing;
      this.counts.missing += 1;
      this.#rows += 1;
    }
    this.#size[row] = item.size;
    this.#date[row] = item.date;
    if (item.hash !== undefined) this.#hash.set(item.hash, row * contentHashBytes);
    return row;
  }

  setStanding(row: number, standing: Standing, targetId = 0): void {
    const before = this.standing(row);
    if (before === 'excluded') this.#countExclusion(row, -1);
    if (before === 'migrated') this.bytesMigrated -= this.size(row);
    if (standing === 'migrated') this.bytesMigrated += this.size(row);
    this.counts[before] -= 1;
    this.counts[standing] += 1;
    this.#standing[row] = codeOf[standing];
    this.#targetId[row] = targetId;
  }

  exclude(row: number, reason: string): void {
    this.setStanding(row, 'excluded');
    let code = this.#exclusions.indexOf(reason);
    if (code === -1) code = this.#exclusions.push(reason) - 1;
    assert(code < exclusionsMax, 'the reasons to exclude an item are few');
    this.#exclusion[row] = code;
    this.#countExclusion(row, 1);
  }

  /** Why a row is excluded; undefined: it is not. */
  exclusionOf(row: number): string | undefined {
    if (this.standing(row) !== 'excluded') return undefined;
    return this.#exclusions[this.#exclusion[row] as number];
  }

  setHash(row: number, hash: Uint8Array): void {
    this.#hash.set(hash, row * contentHashBytes);
  }

  sourceId(row: number): number {
    return this.#sourceId[row] as number;
  }

  size(row: number): number {
    return this.#size[row] as number;
  }

  epochSeconds(row: number): number {
    return this.#date[row] as number;
  }

  /** 0: not known, or not at the target. */
  targetId(row: number): number {
    return this.#targetId[row] as number;
  }

  standing(row: number): Standing {
    return standings[this.#standing[row] as number] as Standing;
  }

  hash(row: number): ContentHash | undefined {
    const at = row * contentHashBytes;
    const bytes = this.#hash.subarray(at, at + contentHashBytes);
    if (bytes.every((byte) => byte === 0)) return undefined;
    return Buffer.from(bytes).toString('hex') as ContentHash;
  }

  /** Forgets which source ids the rows had: the source folder began a new generation. Rows keep their place. */
  forgetSourceIds(): void {
    this.#rowOf.clear();
  }

  /** Gives a row that was forgotten its source id in the new generation. */
  rekey(row: number, sourceId: number): void {
    assert(!this.#rowOf.has(sourceId), 'a source id names one item only');
    this.#rowOf.set(sourceId, row);
    this.#sourceId[row] = sourceId;
  }

  #countExclusion(row: number, by: 1 | -1): void {
    const reason = this.#exclusions[this.#exclusion[row] as number] as string;
    const count = (this.#excludedFor.get(reason) ?? 0) + by;
    if (count > 0) this.#excludedFor.set(reason, count);
    else this.#excludedFor.delete(reason);
  }

  #grow(): void {
    const capacity = this.#sourceId.length;
    if (this.#rows < capacity) return;
    const larger = Math.ceil(capacity * 1.5);
    this.#sourceId = copyInto(new Uint32Array(larger), this.#sourceId);
    this.#size = copyInto(new Uint32Array(larger), this.#size);
    this.#date = copyInto(new Float64Array(larger), this.#date);
    this.#hash = copyInto(new Uint8Array(larger * contentHashBytes), this.#hash);
    this.#targetId = copyInto(new Uint32Array(larger), this.#targetId);
    this.#standing = copyInto(new Uint8Array(larger), this.#standing);
    this.#exclusion = copyInto(new Uint8Array(larger), this.#exclusion);
  }
}

function copyInto<T extends Uint8Array | Uint32Array | Float64Array>(larger: T, smaller: T): T {
  larger.set(smaller);
  return larger;
}
