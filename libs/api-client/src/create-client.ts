import { type OperationName, operations } from '@mailhaul/contracts';
import type { ZodType } from 'zod';
import type {
  CallAnswer,
  CallArguments,
  CallInput,
  EventOperation,
  FileOperation,
  LineOperation,
  Outcome,
  PlainOperation,
  StreamedRow,
} from './call-types.ts';
import { ProblemError, refusalOf, unexpected, unreachable } from './problem-error.ts';
import { readEvents, readLines } from './read-lines.ts';
import { type RequestHeaders, type RequestParts, requestInit, urlOf } from './request.ts';

export interface ClientOptions {
  /** Origin of the server, like `http://127.0.0.1:8080`; empty: the page's own. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** Sent with each call, asked for each time: a token, or the session's CSRF token. */
  readonly headers?: () => RequestHeaders;
}

export interface LiveEvent<N extends EventOperation> {
  /** To resume behind: `Last-Event-ID`. */
  readonly id: string | undefined;
  readonly frame: StreamedRow<N>;
}

export interface Client {
  /** Asks once. Throws ProblemError where it was refused or no answer came; an abort passes through as it is. */
  call<N extends PlainOperation>(name: N, ...input: CallArguments<N>): Promise<CallAnswer<N>>;
  /** As `call`, with what was refused as a value. */
  attempt<N extends PlainOperation>(
    name: N,
    ...input: CallArguments<N>
  ): Promise<Outcome<CallAnswer<N>>>;
  /** One row for each line of the answer, as it comes. Leaving the loop ends the request. */
  lines<N extends LineOperation>(name: N, input: CallInput<N>): AsyncGenerator<StreamedRow<N>>;
  /** Server-sent events until the server ends them; reconnecting is the caller's. */
  events<N extends EventOperation>(
    name: N,
    input: CallInput<N>,
    lastEventId?: string,
  ): AsyncGenerator<LiveEvent<N>>;
  /** Body of a file as it comes, for files larger than memory. */
  file<N extends FileOperation>(name: N, input: CallInput<N>): Promise<ReadableStream<Uint8Array>>;
  /** The address of a GET, for links and EventSource. */
  url<N extends OperationName>(name: N, input: CallInput<N>): string;
}

export function createClient(options: ClientOptions): Client {
  const { baseUrl, headers = () => ({}) } = options;
  const base = baseUrl.replace(/\/$/, '');

  async function send(name: OperationName, parts: RequestParts, more: RequestHeaders = {}) {
    const init = requestInit(name, parts, { ...headers(), ...more });
    const response = await options
      .fetch(base + urlOf(name, parts), init)
      .catch((error: unknown) => {
        throw parts.signal?.aborted ? error : unreachable(error);
      });
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  async function call<N extends PlainOperation>(name: N, ...[input]: CallArguments<N>) {
    const response = await send(name, input ?? {});
    const { answer } = operations[name];
    if ('type' in answer) return (await response.text()) as CallAnswer<N>;
    if (!('schema' in answer)) return undefined as CallAnswer<N>;
    const text = await response.text();
    return parsed(answer.schema, text, response.status) as CallAnswer<N>;
  }

  return {
    call,
    async attempt(name, ...input) {
      try {
        return { ok: true, value: await call(name, ...input) };
      } catch (error) {
        if (error instanceof ProblemError) return { ok: false, problem: error.problem };
        throw error;
      }
    },
    async *lines(name, input) {
      const response = await send(name, input);
      const { schema } = operations[name].answer;
      for await (const line of readLines(bodyOf(response))) {
        if (line.trim() !== '') yield parsed(schema, line, response.status) as never;
      }
    },
    async *events(name, input, lastEventId) {
      const more: RequestHeaders =
        lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const response = await send(name, input, more);
      const { schema } = operations[name].answer;
      for await (const { id, event, data } of readEvents(readLines(bodyOf(response)))) {
        if (event !== 'message') continue;
        yield { id, frame: parsed(schema, data, response.status) as never };
      }
    },
    async file(name, input) {
      return bodyOf(await send(name, input));
    },
    url: (name, input) => base + urlOf(name, input),
  };
}

function parsed(schema: ZodType, text: string, status: number): unknown {
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (result.success) return result.data;
    const words = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new ProblemError(unexpected(status, words.slice(0, 5).join('; ')), result.error);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ProblemError(unexpected(status, text), error);
    throw error;
  }
}

function bodyOf(response: Response): ReadableStream<Uint8Array> {
  if (response.body === null) throw new ProblemError(unexpected(response.status, ''));
  return response.body;
}
