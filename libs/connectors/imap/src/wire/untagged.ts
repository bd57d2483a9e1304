import type { RawResponse } from './raw-response.ts';
import { type StatusResponse, parseStatus } from './status-response.ts';
import { ValueReader } from './value-reader.ts';

/** Data of the server that answers no tag: `* 12 FETCH (…)`, `* LIST …`, `* OK [UIDNEXT 5]`. */
export interface Untagged {
  /** Upper case: `FETCH`, `LIST`, `EXISTS`, `OK`, … */
  readonly kind: string;
  /** The number before the kind, else 0. */
  readonly number: number;
  /** The number is a uid (RFC 9586 §3: `* 25900 UIDFETCH (…)`, whose kind is FETCH to us). */
  readonly isUid: boolean;
  /** With kind OK, NO, BAD, BYE, PREAUTH. */
  readonly status: StatusResponse | undefined;
  readonly raw: RawResponse;
  /** The values behind the kind. */
  values(): ValueReader;
}

const shape = /^\* (?:(\d{1,10}) +)?([A-Za-z][A-Za-z0-9-]*)/;

/** Reads what kind of data it is; undefined where the line has no such shape. */
export function parseUntagged(raw: RawResponse): Untagged | undefined {
  const line = raw.texts[0] ?? '';
  const match = shape.exec(line);
  if (match === null) return undefined;
  const said = (match[2] ?? '').toUpperCase();
  const isUid = said === 'UIDFETCH';
  const kind = isUid ? 'FETCH' : said;
  return {
    kind,
    number: Number(match[1] ?? 0),
    isUid,
    status: match[1] === undefined && isStatus(kind) ? parseStatus(line, 2) : undefined,
    raw,
    values: () => new ValueReader(raw, match[0].length),
  };
}

function isStatus(kind: string): boolean {
  return kind === 'OK' || kind === 'NO' || kind === 'BAD' || kind === 'BYE' || kind === 'PREAUTH';
}
