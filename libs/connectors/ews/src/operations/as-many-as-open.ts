import type { Refusal } from '../response-codes.ts';
import type { AnswerElement } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';

/** EWS reference page `ResponseCode`: said of what comes behind the last that could be opened. */
const tooManyOpened = 'ErrorTooManyObjectsOpened';
/** Said of what is read by servers that give so much at once (Gromox, `ews_max_get_items`), and no time to wait with it. */
const busy = 'ErrorServerBusy';

/** Said of what comes behind one that could not be done. */
const stopped = 'ErrorBatchProcessingStopped';

/** Behind what was read of the request: this was not looked at for those before it, and can be asked for anew. */
export function isNotOpened(refusal: Refusal | undefined): boolean {
  const { responseCode = '', backOffMs } = refusal ?? {};
  return isNotLookedAt(responseCode) || (responseCode === busy && backOffMs === undefined);
}

function isNotLookedAt(responseCode: string): boolean {
  return responseCode === tooManyOpened || responseCode === stopped;
}

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
    const opened = results.findIndex((result) => isNotLookedAt(codeOf(result) ?? ''));
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
  return asManyAsOpen(things, ask, (message) =>
    isNotOpened(refusalIn(message)) ? tooManyOpened : undefined,
  );
}
