import {
  Bus,
  type JsonValue,
  NoResponder,
  RequestRefused,
  RequestTimedOut,
} from '@mailhaul/application';
import { assert } from '@mailhaul/kernel';
import { Logger } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { EmptyResponseException } from '@nestjs/microservices/errors/empty-response.exception.js';
import { TimeoutError, firstValueFrom, timeout } from 'rxjs';
import { encodeBody } from './body.ts';
import { refusalText } from './refusal-text.ts';
import { checkSubject, subjectLengthMax } from './subject.ts';

export interface ClientBusOptions {
  /** True for the transport's own error that says: nobody serves this subject. */
  readonly isNobodyThere?: (error: unknown) => boolean;
  /** Where lost announcements are told. */
  readonly logger?: Pick<Logger, 'log' | 'warn'>;
}

/** A client of any transport: their events and states differ. */
type AnyClient = Pick<ClientProxy, 'send' | 'emit' | 'close'>;

/** A timer of Node holds no more. */
export const answerMsMax = 2_147_483_647;

/** The bus port over a NestJS client proxy, whatever its transport. What is sent is a copy of its own: no object is shared. */
export class ClientBus extends Bus {
  readonly #client: AnyClient;
  readonly #isNobodyThere: (error: unknown) => boolean;
  readonly #logger: Pick<Logger, 'log' | 'warn'>;
  #isClosed = false;
  #lostCount = 0;

  constructor(client: AnyClient, options: ClientBusOptions = {}) {
    super();
    this.#client = client;
    this.#isNobodyThere = options.isNobodyThere ?? isNobodyThere;
    this.#logger = options.logger ?? new Logger('Bus');
  }

  /**
   * @throws {RequestRefused} also for what cannot be sent (subject, body, closed bus).
   * @throws {NoResponder} also where the transport broke: no answer will come, and whether it was served is unknown.
   */
  override async request(subject: string, body: JsonValue, timeoutMs: number): Promise<JsonValue> {
    assert(timeoutMs > 0 && timeoutMs <= answerMsMax, 'a time-out is between 1 ms and 24 days');
    const payload = this.#payload(subject, body);
    try {
      const answers = this.#client
        .send<JsonValue | undefined>(subject, payload)
        .pipe(timeout<JsonValue | undefined, never>({ first: timeoutMs }));
      // A handler that returns nothing gives no value, or undefined.
      return (await firstValueFrom(answers, { defaultValue: null })) ?? null;
    } catch (error) {
      if (error instanceof TimeoutError) {
        throw new RequestTimedOut(`${subject}: no answer within ${timeoutMs} ms`, { cause: error });
      }
      throw this.#portError(subject, error);
    }
  }

  override announce(subject: string, body: JsonValue): void {
    try {
      this.#client.emit(subject, this.#payload(subject, body)).subscribe({
        error: (error: unknown) => {
          this.#onLost(subject, error);
        },
        complete: () => {
          this.#onSent();
        },
      });
    } catch (error) {
      this.#onLost(subject, error);
    }
  }

  /** What is still waiting for an answer is refused. */
  override async close(): Promise<void> {
    this.#isClosed = true;
    await this.#client.close();
  }

  #payload(subject: string, body: unknown): unknown {
    if (this.#isClosed) throw new RequestRefused('the bus is closed');
    checkSubject(subject);
    return (JSON.parse(encodeBody(body)) as JsonValue) ?? nullPayload;
  }

  #portError(subject: string, error: unknown): Error {
    if (isPortError(error)) return error;
    if (this.#isClosed) return new RequestRefused('the bus is closed', { cause: error });
    if (this.#isNobodyThere(error)) {
      return new NoResponder(`${subject}: nobody serves it`, { cause: error });
    }
    if (error instanceof Error) {
      return new NoResponder(`${subject}: the bus failed before an answer came`, { cause: error });
    }
    return new RequestRefused(refusalText(error), { cause: error });
  }

  /** One line when losing begins and one when it ends: a wire that is down must not fill the log. */
  #onLost(subject: string, error: unknown): void {
    this.#lostCount += 1;
    if (this.#lostCount > 1) return;
    this.#logger.warn(
      `announcements are being lost, the first one of ${quoted(subject)}: ${textOf(error)}`,
    );
  }

  #onSent(): void {
    if (this.#lostCount === 0) return;
    this.#logger.log(`announcements go out again; lost: ${this.#lostCount}`);
    this.#lostCount = 0;
  }
}

/** What NestJS makes of the empty answer that a NATS server gives for a subject without subscribers. */
export function isNobodyThere(error: unknown): boolean {
  return error instanceof EmptyResponseException;
}

/** A NestJS client refuses a bare null; this is one for every transport that writes JSON. */
const nullPayload = { toJSON: () => null };

function isPortError(error: unknown): error is Error {
  return (
    error instanceof NoResponder ||
    error instanceof RequestRefused ||
    error instanceof RequestTimedOut
  );
}

/** For the log: a refused subject may hold anything. */
function quoted(subject: string): string {
  return JSON.stringify(subject.slice(0, subjectLengthMax));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : refusalText(error);
}
