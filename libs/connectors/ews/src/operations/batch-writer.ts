import type {
  ConnectorError,
  OutgoingItem,
  WriteGate,
  WriteResult,
} from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import { isPassing } from '../response-codes.ts';
import { folderAsked } from './folder-state.ts';
import { patiently } from './patiently.ts';
import { readBack } from './read-back.ts';
import type { CallCore, SessionCore } from './session-core.ts';
import { madeIds, tellOutcomes } from './tell-outcomes.ts';
import { type BatchToMake, type MadeBatch, type RefusedBatch, makeBatch } from './write-batch.ts';

interface Wiring {
  /** On the session's own line, behind what was asked for before. */
  readonly inTurn: <T>(act: () => Promise<T>) => Promise<T>;
  /** At once. Of both: what ends a line ends the session. */
  readonly atOnce: <T>(act: () => Promise<T>) => Promise<T>;
  /** A second line to the same mailbox; what waits for it rejects when the session ends. */
  readonly openAside: () => CallCore;
}

/** The second line; what goes over it waits until it is signed in. */
interface Aside {
  readonly core: SessionCore;
  readonly signedIn: Promise<unknown>;
}

/**
 * The writes of one session: made in the order of the calls. Where several are called at once, each goes over another line than the one before:
 * its bytes reach the server while that one is being made, and its last bytes follow when that one was. What was made is read back on its
 * line meanwhile.
 */
export class BatchWriter {
  readonly #core: SessionCore;
  readonly #wiring: Wiring;
  readonly #open = new Set<Promise<WriteResult>>();
  #aside: Aside | undefined;
  #asideTurn: Promise<unknown> = Promise.resolve();
  /** The session's last call was a write, over that line. */
  #lastLine: 'own' | 'aside' | undefined;
  /** Every write so far was made, or never will be. */
  #allMade: Promise<unknown> = Promise.resolve();
  /** What the server said last when it was too busy. */
  #busy: ConnectorError | undefined;

  constructor(core: SessionCore, wiring: Wiring) {
    this.#core = core;
    this.#wiring = wiring;
  }

  /** As {@link makeBatch}, with the numbers of what was made. */
  write(
    folderId: string,
    { items, gate }: { readonly items: readonly OutgoingItem[]; readonly gate: WriteGate },
  ): Promise<WriteResult> {
    const before = this.#allMade;
    const made = Promise.withResolvers<undefined>();
    const onMade = () => made.resolve(undefined);
    this.#allMade = before.then(() => made.promise);
    const batch = { folderId, items, gate, myTurn: this.#turnBehind(before) };
    const isAside = this.#lastLine === 'own' && this.#open.size > 0 && this.#mayGoAside(items);
    this.#lastLine = isAside ? 'aside' : 'own';
    const writing = isAside ? this.#writeAside(batch, onMade) : this.#writeOwn(batch, onMade);
    const over = () => {
      onMade();
      this.#open.delete(writing);
    };
    this.#open.add(writing);
    writing.then(over, over);
    return writing;
  }

  /** For a call that is no write and stands behind them: resolves when all so far were made. */
  behind(): Promise<unknown> {
    this.#lastLine = undefined;
    return this.#allMade;
  }

  /** Resolves when no write is open. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#open);
  }

  #turnBehind(before: Promise<unknown>): () => Promise<void> {
    const busyBefore = this.#busy;
    return async () => {
      await before;
      // It would come before its time, and before what was refused.
      if (this.#busy !== undefined && this.#busy !== busyBefore) throw this.#busy;
    };
  }

  /** A book is followed on one line, and a body that is streamed can be sent once. */
  #mayGoAside(items: readonly OutgoingItem[]): boolean {
    const { numbering, takesSecondLine } = this.#core.facts;
    const isWhole = items.every(({ body }) => body.kind === 'whole');
    return takesSecondLine && numbering === 'article' && isWhole;
  }

  #writeOwn(batch: BatchToMake, onMade: () => void): Promise<WriteResult> {
    return this.#wiring.inTurn(async () => {
      const made = this.#noted(await makeBatch(this.#core, batch));
      if (made.kind === 'batch-refused') return made;
      onMade();
      return this.#told(made);
    });
  }

  #writeAside(batch: BatchToMake, onMade: () => void): Promise<WriteResult> {
    const aside = (this.#aside ??= this.#openAside(batch.folderId));
    const { core } = aside;
    const written = this.#asideTurn.then(async () => {
      const made = await this.#wiring.atOnce(() => this.#madeAside(aside, batch));
      if (made.kind === 'batch-refused') return made;
      onMade();
      try {
        return await tellOutcomes(core, made, await readBack(core, madeIds(made)));
      } catch {
        // Whatever it was, the session's own line tells: with patience, or that it is lost too.
        return this.#wiring.inTurn(() => this.#told(made));
      }
    });
    this.#asideTurn = written.catch(() => undefined);
    return written;
  }

  /** A request that may be refused until it says who asks can be sent twice, a write cannot. */
  #openAside(folderId: string): Aside {
    const core = { ...this.#core, ...this.#wiring.openAside() };
    const signedIn = folderAsked(core, folderId);
    signedIn.catch(() => undefined);
    return { core, signedIn };
  }

  /** A line that ends before the last bytes were allowed has done nothing: one will have to do, and the batch is written again. */
  async #madeAside(
    { core, signedIn }: Aside,
    { gate, ...batch }: BatchToMake,
  ): Promise<MadeBatch | RefusedBatch> {
    let isAllowed = false;
    const beforeCommit = () => {
      isAllowed = true;
      return gate.beforeCommit();
    };
    try {
      await signedIn;
      return this.#noted(await makeBatch(core, { ...batch, gate: { ...gate, beforeCommit } }));
    } catch (error) {
      if (isAllowed) throw error;
      core.facts.takesSecondLine = false;
      const busy = errorOf('server-busy', { retryAfterMs: 0, cause: error });
      return this.#noted({ kind: 'batch-refused', error: busy });
    }
  }

  #told(made: MadeBatch): Promise<WriteResult> {
    const core = this.#core;
    return patiently(core, async () =>
      tellOutcomes(core, made, await readBack(core, madeIds(made))),
    );
  }

  #noted<T extends MadeBatch | RefusedBatch>(made: T): T {
    const errors = made.kind === 'batch-refused' ? [made.error] : errorsIn(made);
    this.#busy = errors.find((one) => isPassing(one) && one.scope !== 'connection') ?? this.#busy;
    return made;
  }
}

function errorsIn({ made }: MadeBatch): ConnectorError[] {
  return [...made.values()].flatMap((one) => ('error' in one ? [one.error] : []));
}
