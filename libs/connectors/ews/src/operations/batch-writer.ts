import type {
  ConnectorError,
  OutgoingItem,
  WriteGate,
  WriteResult,
} from '@mailhaul/connector-contract';
import { isPassing } from '../response-codes.ts';
import { BackReader } from './back-reader.ts';
import { patiently } from './patiently.ts';
import { readBack } from './read-back.ts';
import type { CallCore, SessionCore } from './session-core.ts';
import { madeIds, tellOutcomes } from './tell-outcomes.ts';
import { type MadeBatch, type RefusedBatch, makeBatch } from './write-batch.ts';

interface Wiring {
  /** On the session's line, behind what was asked for before. */
  readonly inTurn: <T>(act: () => Promise<T>) => Promise<T>;
  /** A second line to the same mailbox; what waits for it rejects when the session ends. */
  readonly openAside: () => CallCore;
}

interface Batch {
  readonly items: readonly OutgoingItem[];
  readonly gate: WriteGate;
}

/**
 * The writes of one session: made in the order of the calls, one request at a time. Where several are called at once, what was made is read
 * back on a second line while the next is being made.
 */
export class BatchWriter {
  readonly #core: SessionCore;
  readonly #wiring: Wiring;
  #reader: BackReader | undefined;
  readonly #open = new Set<Promise<WriteResult>>();
  /** What the server said last when it was too busy. */
  #busy: ConnectorError | undefined;

  constructor(core: SessionCore, wiring: Wiring) {
    this.#core = core;
    this.#wiring = wiring;
  }

  /** As {@link makeBatch}, with the numbers of what was made. */
  write(folderId: string, batch: Batch): Promise<WriteResult> {
    // A book is followed on one line.
    if (this.#open.size > 0 && this.#core.facts.numbering === 'article') {
      this.#reader ??= new BackReader(this.#wiring.openAside());
    }
    const writing = this.#write(folderId, batch);
    const over = () => void this.#open.delete(writing);
    this.#open.add(writing);
    writing.then(over, over);
    return writing;
  }

  /** Resolves when no write is open. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#open);
  }

  async #write(folderId: string, batch: Batch): Promise<WriteResult> {
    const busyBefore = this.#busy;
    const made = await this.#wiring.inTurn(async (): Promise<MadeBatch | RefusedBatch> => {
      const busy = this.#busy;
      // It would come before its time, and before what was refused.
      if (busy !== undefined && busy !== busyBefore) return { kind: 'batch-refused', error: busy };
      return this.#noted(await makeBatch(this.#core, folderId, batch));
    });
    return made.kind === 'batch-refused' ? made : await this.#told(made);
  }

  #noted<T extends MadeBatch | RefusedBatch>(made: T): T {
    const errors = made.kind === 'batch-refused' ? [made.error] : errorsIn(made);
    this.#busy = errors.find(isPassing) ?? this.#busy;
    return made;
  }

  async #told(made: MadeBatch): Promise<WriteResult> {
    const ids = madeIds(made);
    const reader = this.#reader;
    if (reader !== undefined) {
      try {
        return await tellOutcomes(this.#core, made, await reader.read(ids));
      } catch {
        // Whatever it was, the session's own line tells: with patience, or that it is lost too.
        this.#reader = undefined;
      }
    }
    const core = this.#core;
    return this.#wiring.inTurn(() =>
      patiently(core, async () => tellOutcomes(core, made, await readBack(core, ids))),
    );
  }
}

function errorsIn({ made }: MadeBatch): ConnectorError[] {
  return [...made.values()].flatMap((one) => ('error' in one ? [one.error] : []));
}
