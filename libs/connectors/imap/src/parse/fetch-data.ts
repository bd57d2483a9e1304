import type { ReceivedAt } from '@mailhaul/connector-contract';
import { WireViolation } from '../wire/raw-response.ts';
import type { Untagged } from '../wire/untagged.ts';
import {
  noMore,
  streamedLiteral,
  type Value,
  type ValueReader,
  valueText,
} from '../wire/value-reader.ts';
import { keptFlags } from './flags.ts';
import { parseInternalDate } from './internal-date.ts';
import { parseUid } from './uid-set.ts';

/** What one FETCH response says; what it does not say is undefined. */
export interface FetchData {
  uid: number | undefined;
  size: number | undefined;
  receivedAt: ReceivedAt | undefined;
  flags: readonly string[] | undefined;
  /** Gmail's X-GM-LABELS. */
  labels: readonly string[] | undefined;
  /** `streamed`: announced, its bytes go elsewhere or have not come. `none`: the server said NIL. */
  body: Uint8Array | 'streamed' | 'none' | undefined;
}

/** Reads a FETCH response, also one that stops at the announcement of a literal. @throws WireViolation */
export function parseFetch(untagged: Untagged): FetchData {
  const data: FetchData = {
    uid: untagged.isUid ? parseUid(String(untagged.number)) : undefined,
    size: undefined,
    receivedAt: undefined,
    flags: undefined,
    labels: undefined,
    body: undefined,
  };
  const values = untagged.values();
  if (values.enterList()) while (takePair(values, data));
  return data;
}

function takePair(values: ValueReader, data: FetchData): boolean {
  const key = values.next();
  if (key === noMore) return false;
  const value = values.next();
  if (value === noMore || typeof key !== 'string') return false;
  switch (key.toUpperCase()) {
    case 'UID':
      data.uid = parseUid(valueText(value));
      if (data.uid === undefined) throw new WireViolation('a uid is not from 1 to 4294967295');
      return true;
    case 'RFC822.SIZE':
      data.size = parseSize(valueText(value));
      return true;
    case 'INTERNALDATE':
      data.receivedAt = parseInternalDate(valueText(value) ?? '');
      return true;
    case 'FLAGS':
      data.flags = Array.isArray(value)
        ? detached(keptFlags(value.filter((flag) => typeof flag === 'string')))
        : [];
      return true;
    case 'X-GM-LABELS':
      data.labels = Array.isArray(value) ? value.flatMap((label) => valueText(label) ?? []) : [];
      return true;
    case 'BODY[]':
      data.body = bodyOf(value);
      return true;
    default:
      return true;
  }
}

/** Cut out of the line, which else stays in memory as long as they do. */
function detached(flags: readonly string[]): string[] {
  return flags.map((flag) =>
    flag.length < slicedCharsMin ? flag : Buffer.from(flag, 'latin1').toString('latin1'),
  );
}

/** V8 copies shorter pieces of a text anyway. */
const slicedCharsMin = 13;

function bodyOf(value: Value): FetchData['body'] {
  if (value === null) return 'none';
  if (value === streamedLiteral) return 'streamed';
  if (value instanceof Uint8Array) return value;
  // A quoted string is allowed as well (RFC 9051 §9 nstring).
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : undefined;
}

function parseSize(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
