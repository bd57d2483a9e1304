import type { IncomingMessage } from 'node:http';
import { ApiProblem } from './api-problem.ts';

/** @throws {ApiProblem} the body is of another type, compressed or in another charset than UTF-8. */
export function checkContentType(request: IncomingMessage, type: string): void {
  const { 'content-type': given = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const [name = '', ...parameters] = given.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || charset.replaceAll('"', '') === 'utf-8';
  if (name !== type || !isUtf8 || encoding !== 'identity') {
    throw new ApiProblem('content-type-wrong', { detail: `The body must be ${type}.` });
  }
}

/**
 * The body's bytes as they come. What a reader leaves is read and thrown away, as much again at most: a client that still
 * sends would otherwise not hear the answer. @throws {ApiProblem} there are too many.
 */
export async function* boundedBody(
  request: IncomingMessage,
  bytesMax: number,
): AsyncIterable<Buffer> {
  // Left early, the usual iterator would close the connection before the answer.
  const chunks = request.iterator({
    destroyOnReturn: false,
  }) as AsyncIterator<Buffer, undefined>;
  let bytes = 0;
  let isOver = false;
  const next = async () => {
    const { done, value } = await chunks.next();
    isOver = done === true;
    bytes += value?.length ?? 0;
    return value;
  };
  try {
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
      if (bytes > bytesMax) throw tooLarge(bytesMax);
      yield chunk;
    }
  } finally {
    while (!isOver && bytes <= 2 * bytesMax) await next();
  }
}

function tooLarge(bytesMax: number): ApiProblem {
  return new ApiProblem('body-too-large', {
    detail: `The body has more than ${bytesMax} bytes.`,
    // What is still on its way then is not read.
    headers: { Connection: 'close' },
  });
}

/** Undefined: the body is empty. @throws {ApiProblem} too large, or no JSON. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const bytes = Buffer.concat(await Array.fromAsync(boundedBody(request, bytesMax)));
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new ApiProblem('json-malformed');
  }
}
