import type { RecordedEvent } from '@mailhaul/application';
import { readIds, readItems } from '../simulator/checkers/read-packed.ts';

export interface ExpectedFailure {
  readonly f: number;
  readonly sourceId: number;
  readonly size: number;
  readonly reason: string;
}

type Others = readonly (readonly [number, string, string])[];
type Unwritten = readonly (readonly [string, string, string])[];
type Item = readonly [id: number, size: number];

/** Which items of one ledger stand as failed, as its own events tell it. */
export class ItemRefold {
  /** Every batch that was ever intended. */
  readonly #batches = new Map<number, { readonly f: number; readonly items: readonly Item[] }>();
  /** By folder and source id. */
  readonly failures = new Map<string, ExpectedFailure>();

  take({ type, data }: RecordedEvent): void {
    const f = data['f'] as number;
    const b = data['b'] as number | undefined;
    switch (type) {
      case 'ItemsIntended': {
        const items = readItems(data['items'] as string);
        this.#batches.set(b as number, { f, items: items.map(({ id, size }) => [id, size]) });
        return;
      }
      case 'ItemsSettled':
        if (b !== undefined) this.#settle(b, (data['others'] ?? []) as unknown as Others);
        this.#leaveOut(f, data);
        return;
      case 'ItemsRecovered':
        this.#recover(b as number, data);
        return;
      case 'ItemsMatched':
        for (const { id } of readItems(data['items'] as string)) this.#end({ f, id });
        return;
      case 'SourceRegenerated':
        for (const [key, one] of this.failures) if (one.f === f) this.failures.delete(key);
        return;
    }
  }

  #settle(b: number, others: Others): void {
    const batch = this.#batches.get(b);
    const told = new Map(others.map(([index, standing, reason]) => [index, { standing, reason }]));
    for (const [index, item] of (batch?.items ?? []).entries()) {
      const { standing = 'migrated', reason = '' } = told.get(index) ?? {};
      this.#tell({ f: batch?.f ?? -1, standing, reason }, item);
    }
  }

  #leaveOut(f: number, data: RecordedEvent['data']): void {
    const facts = data['facts'] === undefined ? [] : sizesOf(data['facts'] as string);
    let at = 0;
    for (const [standing, reason, packed] of (data['unwritten'] ?? []) as unknown as Unwritten) {
      for (const id of readIds(packed)) {
        this.#tell({ f, standing, reason }, [id, facts[at] ?? 0]);
        at += 1;
      }
    }
  }

  #recover(b: number, data: RecordedEvent['data']): void {
    const batch = this.#batches.get(b);
    const at = (name: string) =>
      data[name] === undefined ? [] : readIds(data[name] as string).map((n) => batch?.items[n]);
    for (const [name, standing] of [
      ['doubtful', 'failed'],
      ['found', 'migrated'],
      ['collapsed', 'collapsed'],
    ] as const) {
      for (const item of at(name)) {
        if (item !== undefined) {
          this.#tell({ f: batch?.f ?? -1, standing, reason: 'investigate' }, item);
        }
      }
    }
  }

  #tell(
    { f, standing, reason }: { f: number; standing: string; reason: string },
    [id, size]: Item,
  ): void {
    if (standing !== 'failed' && standing !== 'doubtful') this.#end({ f, id });
    else this.failures.set(`${f}.${id}`, { f, sourceId: id, size, reason });
  }

  #end({ f, id }: { readonly f: number; readonly id: number }): void {
    this.failures.delete(`${f}.${id}`);
  }
}

/** Of pairs of size and date. */
function sizesOf(facts: string): readonly number[] {
  const bytes = Buffer.from(facts, 'base64');
  const numbers: number[] = [];
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    [value, scale] = [0, 1];
  }
  return numbers.filter((_, n) => n % 2 === 0);
}
