import { type EventStoreDBClient, NO_STREAM, jsonEvent } from '@eventstore/db-client';
import {
  type AppendResult,
  type ExpectedRevision,
  OutcomeUnknown,
  type PreparedEvent,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { type AppendVerdict, appendVerdict } from './errors.ts';

/** The client waits without an end for a server that hangs. */
const answerMsMax = 10_000;
/** From the first append without an answer until it is given up. */
const patienceMs = 30_000;
const pauseMsMin = 50;
const pauseMsMax = 2_000;

interface Append {
  readonly stream: string;
  readonly events: readonly PreparedEvent[];
  readonly expected: ExpectedRevision;
}

type Attempt = { readonly kind: 'done'; readonly result: AppendResult } | AppendVerdict;

/**
 * Appends go out as they come. One without an answer is sent again, the same ids at the same revision (never ANY: a restarted server
 * knows a repeat only so), and those behind it in its stream wait for that: their own refusal may only mean that it was not there.
 */
export class AppendQueue {
  readonly #client: EventStoreDBClient;
  readonly #clock: Clock;
  /** Per stream the last append that was issued: resolves to whether any up to it was in trouble. */
  readonly #last = new Map<string, Promise<boolean>>();

  constructor(client: EventStoreDBClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** @throws WrongExpectedRevision, OutcomeUnknown, StoreUnavailable */
  append(append: Append): Promise<AppendResult> {
    const { stream } = append;
    const before = this.#last.get(stream);
    const first = this.#attempt(append);
    const settling = this.#settle(append, first, before);
    const settled = settling.then(
      ({ wasInTrouble }) => wasInTrouble,
      (error: unknown) => error instanceof OutcomeUnknown,
    );
    this.#last.set(stream, settled);
    void settled.then(() => {
      if (this.#last.get(stream) === settled) this.#last.delete(stream);
    });
    return settling.then(({ result }) => result);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }

  async #settle(
    append: Append,
    first: Promise<Attempt>,
    before: Promise<boolean> | undefined,
  ): Promise<{ readonly result: AppendResult; readonly wasInTrouble: boolean }> {
    let attempt = await first;
    if (attempt.kind === 'done') return { result: attempt.result, wasInTrouble: false };
    // Once those before it are settled the server answers again: no pause then, or a long queue would take minutes.
    const wasBeforeInTrouble = (await before) ?? false;
    if (attempt.kind === 'conflict' && wasBeforeInTrouble) attempt = await this.#attempt(append);
    const giveUpAt = this.#clock.monotonicMs() + patienceMs;
    let pauseMs = wasBeforeInTrouble ? 0 : pauseMsMin;
    while (attempt.kind === 'unknown') {
      if (this.#clock.monotonicMs() >= giveUpAt) throw new OutcomeUnknown(attempt.words);
      if (pauseMs > 0) await this.#clock.sleep(pauseMs);
      attempt = await this.#attempt(append);
      pauseMs = Math.min(Math.max(pauseMsMin, pauseMs * 2), pauseMsMax);
    }
    if (attempt.kind === 'done') return { result: attempt.result, wasInTrouble: true };
    if (attempt.kind === 'refused') throw new StoreUnavailable(attempt.words);
    const { stream, expected } = append;
    throw new WrongExpectedRevision({ stream, expected, actual: attempt.actual });
  }

  async #attempt({ stream, events, expected }: Append): Promise<Attempt> {
    const over = new AbortController();
    try {
      const expectedRevision = expected === 'no-stream' ? NO_STREAM : BigInt(expected);
      const answer = this.#client.appendToStream(stream, events.map(clientEvent), {
        expectedRevision,
      });
      const silence = this.#clock.sleep(answerMsMax, over.signal).then(
        () => undefined,
        () => undefined,
      );
      const answered = await Promise.race([answer, silence]);
      if (answered === undefined) {
        answer.catch(() => undefined);
        return { kind: 'unknown', words: `no answer within ${answerMsMax / 1000} s` };
      }
      const { nextExpectedRevision, position } = answered;
      const result = {
        revision: Number(nextExpectedRevision),
        position: position?.commit ?? 0n,
      };
      return { kind: 'done', result };
    } catch (error) {
      return appendVerdict(error);
    } finally {
      over.abort();
    }
  }
}

/** Parsed anew: what the caller does to its objects later is not seen, for the client writes them when their turn comes. */
function clientEvent({ id, type, data, metadata }: PreparedEvent) {
  const parsed = JSON.parse(data) as Record<string, unknown>;
  const base = { id, type, data: parsed };
  return jsonEvent(
    metadata === '' ? base : { ...base, metadata: JSON.parse(metadata) as Record<string, unknown> },
  );
}
