import { ConnectorError } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import { errorOf, protocolViolation } from '../errors.ts';
import type { EwsLine } from '../http/ews-line.ts';
import type { BodyPiece, IncomingAnswer, OutgoingBody } from '../http/messages.ts';
import { type AskedAction, refusalError, statusError } from '../response-codes.ts';
import type { AnswerElement } from './answer-element.ts';
import { AnswerParser, discardBodies } from './answer-parser.ts';
import { type EnvelopeOptions, envelopeAround } from './envelope.ts';
import { faultRefusal, serverIn } from './refusals.ts';

export interface Call {
  readonly action: AskedAction;
  /** Bodies of messages above this come streamed. */
  readonly wholeBytesMax?: number;
  readonly version?: EnvelopeOptions['version'];
}

/** An operation whose XML is made while it is sent. */
export interface StreamedOperation extends Pick<OutgoingBody, 'beforeLast' | 'afterLast'> {
  readonly length: number;
  readonly pieces: AsyncIterable<BodyPiece> | Iterable<BodyPiece>;
}

const messagesMax = 500;
const harmless =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>' +
  '<m:FolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:FolderIds></m:GetFolder>';

/** Makes calls and takes answers apart: HTTP status, faults, response messages one by one. */
export class EwsCaller {
  readonly #line: EwsLine;
  readonly #clock: Clock;
  readonly #limits: { readonly answerMsMax: number; readonly impersonated: string | undefined };
  /** What the last answer told of the server. */
  server: ReturnType<typeof serverIn> = { name: undefined, major: 0 };

  constructor(
    line: EwsLine,
    clock: Clock,
    limits: { readonly answerMsMax: number; readonly impersonated: string | undefined },
  ) {
    this.#line = line;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** All response messages of an answer. @throws ConnectorError */
  async all(operation: string, call: Call): Promise<readonly AnswerElement[]> {
    return gathered(this.each(operation, call));
  }

  /** Response messages as they come. Bodies in one are held until the next is asked for. */
  async *each(operation: string, call: Call): AsyncGenerator<AnswerElement, void, undefined> {
    const { start, end } = this.#envelope(call);
    const pieces = [Buffer.from(start + operation)];
    const last = Buffer.from(end);
    const length = (pieces[0]?.length ?? 0) + last.length;
    yield* this.answered(await this.#line.post({ length, pieces, last }), call);
  }

  /** @throws ConnectorError; what `beforeLast` threw or the pieces did: the line is cut then. */
  async stream(operation: StreamedOperation, call: Call): Promise<readonly AnswerElement[]> {
    const { start, end } = this.#envelope(call);
    const [first, last] = [Buffer.from(start), Buffer.from(end)];
    const { beforeLast, afterLast } = operation;
    const answer = await this.#line.post({
      length: first.length + operation.length + last.length,
      pieces: joined(first, operation.pieces),
      last,
      ...(beforeLast === undefined ? {} : { beforeLast }),
      ...(afterLast === undefined ? {} : { afterLast }),
    });
    const messages = await gathered(this.answered(answer, call));
    if (this.#line.isInDoubt) await this.#sound();
    return messages;
  }

  /**
   * Whether the line is understood after a long request: what is answered is of no interest, nor that nothing is, for some servers end the line
   * instead. What the long request did was answered before, and does not come into doubt by this.
   */
  async #sound(): Promise<void> {
    await this.all(harmless, { action: 'find' }).catch(() => undefined);
  }

  #envelope({ version = 'Exchange2010_SP1' }: Call): { start: string; end: string } {
    return envelopeAround({ version, impersonated: this.#limits.impersonated });
  }

  /** The response messages of an answer that came. Bodies in one are held until the next is asked for. @throws ConnectorError */
  async *answered(
    answer: IncomingAnswer,
    call: Call,
  ): AsyncGenerator<AnswerElement, void, undefined> {
    const { status, contentType } = answer;
    // Who does not say what it is, and is none, is found out by what it says.
    const isXml = /^(?:(?:text|application)\/(?:soap\+)?xml\b|$)/i.test(contentType.trim());
    if (status !== 200 && !(status === 500 && isXml)) throw await this.#statusError(answer, call);
    if (!isXml) {
      await leave(answer);
      throw errorOf('not-exchange', { serverText: `HTTP ${status}, ${contentType}` });
    }
    const parser = new AnswerParser(call.wholeBytesMax ?? 0);
    const decoder = decoderFor(contentType);
    let usefulMs = this.#clock.monotonicMs();
    let held: readonly AnswerElement[] = [];
    try {
      for await (const bytes of answer.body) {
        const nowMs = this.#clock.monotonicMs();
        const before = parser.bodyChars;
        const ready = await parser.write(decoder.decode(bytes, { stream: true }));
        if (ready.length > 0 || parser.bodyChars > before) usefulMs = nowMs;
        else if (nowMs - usefulMs > this.#limits.answerMsMax) throw errorOf('connection-timeout');
        held = ready;
        for (const message of ready) {
          yield message;
          await discardBodies(message);
          usefulMs = this.#clock.monotonicMs();
        }
      }
      if (parser.fault === undefined) parser.finish();
    } catch (error) {
      // A server in trouble may say what it likes.
      const isNoFault = error instanceof ConnectorError && error.code === 'protocol-violation';
      throw status === 500 && isNoFault ? await this.#statusError(answer, call) : error;
    } finally {
      for (const message of held) await discardBodies(message);
      await parser.discard();
    }
    if (parser.fault !== undefined) throw refusalError(faultRefusal(parser.fault), call.action);
    if (status !== 200) throw protocolViolation(`HTTP ${status} without a fault`);
    if (parser.header !== undefined) this.server = serverIn(parser.header);
  }

  async #statusError(answer: IncomingAnswer, { action }: Call): Promise<Error> {
    await leave(answer);
    return statusError(answer.status, {
      words: answer.statusText,
      retryAfterMs: waitIn(answer),
      isWrite: action === 'write',
    });
  }
}

/** Of what the answer says that it is written in (RFC 9110 §8.3.2); UTF-8 where it says nothing that is known. */
function decoderFor(contentType: string): TextDecoder {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([\w-]{1,40})/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('utf-8');
  }
}

/** No request asks for more than a few hundred. @throws ConnectorError */
async function gathered(messages: AsyncIterable<AnswerElement>): Promise<AnswerElement[]> {
  const all: AnswerElement[] = [];
  for await (const message of messages) {
    if (all.length >= messagesMax) throw protocolViolation('it has too many response messages');
    all.push(message);
  }
  return all;
}

/** Its body is not looked at. */
async function leave({ body }: IncomingAnswer): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

/**
 * Retry-After (RFC 9110 §10.2.3) in milliseconds: seconds, or a date, which is taken from the server's own (Date), for clocks differ. Undefined
 * where nothing of use is said.
 */
function waitIn({ retryAfter = '', date = '' }: IncomingAnswer): number | undefined {
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const waitMs = Date.parse(retryAfter) - Date.parse(date);
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

async function* joined(
  first: Uint8Array,
  rest: AsyncIterable<BodyPiece> | Iterable<BodyPiece>,
): AsyncGenerator<BodyPiece> {
  yield first;
  yield* rest;
}
