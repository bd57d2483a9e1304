import type { AnswerElement } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';

/** EWS reference page `ResponseCode`: said of what comes behind the last that could be opened. */
export const tooManyOpened = 'ErrorTooManyObjectsOpened';

/**
 * What a request was answered for each thing that it named, where a server opens so many at once and no more: the others are asked for in requests
 * of their own. Where it opens none at all, that is the answer.
 */
export async function asManyAsOpen<T, R>(
  things: readonly T[],
  ask: (things: readonly T[]) => Promise<readonly R[]>,
  codeOf: (result: R) => string | undefined,
): Promise<R[]> {
  const all: R[] = [];
  for (let left = things; left.length > 0;) {
    const results = await ask(left);
    const opened = results.findIndex((result) => codeOf(result) === tooManyOpened);
    if (opened < 1 || results.length !== left.length) return [...all, ...results];
    all.push(...results.slice(0, opened));
    left = left.slice(opened);
  }
  return all;
}

/** Response messages, of requests that change nothing. */
export function messagesFor<T>(
  things: readonly T[],
  ask: (things: readonly T[]) => Promise<readonly AnswerElement[]>,
): Promise<AnswerElement[]> {
  return asManyAsOpen(things, ask, (message) => refusalIn(message)?.responseCode);
}
