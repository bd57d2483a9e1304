import { type FetchData, parseFetch } from '../parse/fetch-data.ts';
import type { LiteralSink, RawResponse } from '../wire/raw-response.ts';
import type { Untagged } from '../wire/untagged.ts';

/** A response whose body is being taken in. */
export interface Begun {
  readonly raw: RawResponse;
  readonly data: FetchData;
  readonly release: () => void;
}

export const discard: LiteralSink = {
  onChunk() {
    // Nobody wants these bytes.
  },
  onEnd() {
    // Nor their end.
  },
};

export function isBodyLiteral(untagged: Untagged): boolean {
  return (
    untagged.kind === 'FETCH' &&
    /BODY\[\] ~?\{\d+\}$/i.test((untagged.raw.texts.at(-1) ?? '').slice(-40))
  );
}

/** Most servers give the body last: then nothing of the response is left to read but its closing parenthesis. */
export function completed(begun: Begun, untagged: Untagged): FetchData {
  const body = begun.raw.literals.at(-1);
  if (begun.raw.texts.at(-1) !== ')' || body === undefined) return parseFetch(untagged);
  return { ...begun.data, body };
}
