import { ConnectorError } from '@mailhaul/connector-contract';

export type Operation =
  | 'open'
  | 'listFolders'
  | 'folderState'
  | 'ensureFolder'
  | 'listItems'
  | 'readItems'
  | 'writeBatch'
  | 'removeItems';

export interface OperationFigures {
  readonly callCount: number;
  readonly errorCount: number;
  /** Items listed, read, written or removed. */
  readonly itemCount: number;
  /** Bytes of bodies read or written. */
  readonly bytes: number;
  /** From the call to its answer; of an iterable to its first element as its reader gets it. */
  readonly roundTrips: { readonly count: number; readonly totalMs: number; readonly maxMs: number };
}

export interface MeterReading {
  readonly operations: ReadonlyMap<Operation, OperationFigures>;
  /** By `ConnectorError.code`; anything else counts as `internal`. */
  readonly errors: ReadonlyMap<string, number>;
}

/** Counts what sessions do, for progress and bench; one may serve many sessions. Nothing is decided from it. */
export class OperationMeter {
  readonly #operations = new Map<Operation, Tally>();
  readonly #errors = new Map<string, number>();

  /** A copy: later operations do not change it. */
  read(): MeterReading {
    const operations = [...this.#operations].map(
      ([operation, tally]): [Operation, OperationFigures] => {
        const { count, totalMs, maxMs } = tally;
        const { callCount, errorCount, itemCount, bytes } = tally;
        return [
          operation,
          { callCount, errorCount, itemCount, bytes, roundTrips: { count, totalMs, maxMs } },
        ];
      },
    );
    return { operations: new Map(operations), errors: new Map(this.#errors) };
  }

  countCall(operation: Operation): void {
    this.#tally(operation).callCount += 1;
  }

  countItems(operation: Operation, itemCount: number, bytes: number): void {
    const tally = this.#tally(operation);
    tally.itemCount += itemCount;
    tally.bytes += bytes;
  }

  countRoundTrip(operation: Operation, ms: number): void {
    const tally = this.#tally(operation);
    tally.count += 1;
    tally.totalMs += ms;
    tally.maxMs = Math.max(tally.maxMs, ms);
  }

  countError(operation: Operation, error: unknown): void {
    this.#tally(operation).errorCount += 1;
    const code = error instanceof ConnectorError ? error.code : 'internal';
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }

  #tally(operation: Operation): Tally {
    const known = this.#operations.get(operation);
    if (known !== undefined) return known;
    const tally = {
      callCount: 0,
      errorCount: 0,
      itemCount: 0,
      bytes: 0,
      count: 0,
      totalMs: 0,
      maxMs: 0,
    };
    this.#operations.set(operation, tally);
    return tally;
  }
}

interface Tally {
  callCount: number;
  errorCount: number;
  itemCount: number;
  bytes: number;
  count: number;
  totalMs: number;
  maxMs: number;
}
