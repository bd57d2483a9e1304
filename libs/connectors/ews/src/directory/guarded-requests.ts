import type { IXHRApi, IXHROptions } from 'ews-javascript-api';
import { errorOf } from '../errors.ts';
import type { EwsLine } from '../http/ews-line.ts';
import type { Refusal } from '../response-codes.ts';
import type { EwsCaller } from '../soap/ews-caller.ts';
import { refusalIn } from '../soap/refusals.ts';

/** A hundred entries with all that is said of each are a tenth of it. */
const answerBytesMax = 1024 * 1024;

/** What the library looks at of an answer: its types speak of a browser's. */
interface LibraryAnswer {
  readonly status: number;
  readonly readyState: number;
  readonly responseText: string;
  readonly response: string;
}

/**
 * How ews-javascript-api reaches a server: over our line, with its guard, pins, proxies, sign-in and bounded waits, and to nowhere else. What comes
 * back has gone through our parser first, so that the library's own never sees a document type, endless depth or a fault.
 */
export class GuardedRequests implements IXHRApi {
  readonly apiName = 'mailhaul';
  readonly #line: EwsLine;
  readonly #caller: EwsCaller;
  #failure: Error | undefined;
  /** What the last answer refused. */
  refusal: Refusal | undefined;

  constructor(line: EwsLine, caller: EwsCaller) {
    this.#line = line;
    this.#caller = caller;
  }

  /** One request. Of what the library wants to send its document alone counts. */
  async xhr({ data }: IXHROptions): Promise<LibraryAnswer> {
    [this.#failure, this.refusal] = [undefined, undefined];
    try {
      const text = await this.#answerTo(Buffer.from(String(data)));
      return { status: 200, readyState: 4, responseText: text, response: text };
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  /** Why the last request failed, where it did: the library tells it in words of its own. @throws ConnectorError */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Nothing is followed as it comes. */
  xhrStream(): Promise<LibraryAnswer> {
    return Promise.reject(errorOf('internal', { message: 'Streams are not for searches.' }));
  }

  disconnect(): void {
    this.#line.cut();
  }

  async #answerTo(question: Uint8Array): Promise<string> {
    const answer = await this.#line.post({
      ...{ length: question.byteLength, pieces: [question] },
      last: new Uint8Array(),
    });
    const pieces: Uint8Array[] = [];
    const body = kept(answer.body, pieces);
    for await (const message of this.#caller.answered({ ...answer, body }, { action: 'find' })) {
      // A warning says that there is more than one; that is what is asked for.
      const isError = message.attributes.get('ResponseClass') === 'Error';
      this.refusal ??= isError ? refusalIn(message) : undefined;
    }
    return Buffer.concat(pieces)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  }
}

/** The bytes as they pass. @throws ConnectorError where they are too many */
async function* kept(
  bytes: AsyncIterable<Uint8Array>,
  pieces: Uint8Array[],
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.byteLength;
    if (size > answerBytesMax) throw errorOf('answer-too-large');
    pieces.push(piece);
    yield piece;
  }
}
