import { deepStrictEqual } from 'node:assert/strict';
import { parseFetch } from '../../libs/connectors/imap/src/parse/fetch-data.ts';
import { parseInternalDate } from '../../libs/connectors/imap/src/parse/internal-date.ts';
import { decodeMailboxName } from '../../libs/connectors/imap/src/parse/modified-utf7.ts';
import { parseUidSet } from '../../libs/connectors/imap/src/parse/uid-set.ts';
import { parseStatusData } from '../../libs/connectors/imap/src/operations/folder-status.ts';
import {
  type RawResponse,
  WireViolation,
} from '../../libs/connectors/imap/src/wire/raw-response.ts';
import { ResponseReader } from '../../libs/connectors/imap/src/wire/response-reader.ts';
import { parseStatus } from '../../libs/connectors/imap/src/wire/status-response.ts';
import { parseUntagged } from '../../libs/connectors/imap/src/wire/untagged.ts';
import { noMore } from '../../libs/connectors/imap/src/wire/value-reader.ts';
import type { Chance } from './chance.ts';
import { cutAnyhow, mutate } from './mutate.ts';
import { recordedSessions } from './recorded-sessions.ts';

/** Values one response may hold: more than its bytes would be a reader that does not move on. */
const valuesMax = 600_000;

/** Any bytes give the same responses however they arrive, and nothing is thrown but a WireViolation. */
export function fuzzWire(chance: Chance): void {
  const session = chance.pick(recordedSessions);
  const text = mutate(Object.values(session).join('').replaceAll('{tag}', 'M1'), chance);
  const bytes = Buffer.from(text, 'latin1');
  const whole = readAll([bytes]);
  deepStrictEqual(readAll(cutAnyhow(bytes, chance)), whole);
  deepStrictEqual(readAll(cutAnyhow(bytes, chance)), whole);
}

function readAll(chunks: readonly Buffer[]): unknown[] {
  const seen: unknown[] = [];
  const reader = new ResponseReader({
    onResponse: (response) => void seen.push(understood(response)),
    onLiteral(soFar, size) {
      seen.push(['literal', size, soFar.texts.length]);
      if (size <= 20) return { keepBytesMax: 20 };
      let bytes = 0;
      return {
        onChunk(chunk) {
          bytes += chunk.length;
        },
        onEnd: () => void seen.push(['streamed', bytes]),
      };
    },
  });
  try {
    for (const chunk of chunks) reader.push(chunk);
  } catch (error) {
    if (!(error instanceof WireViolation)) throw error;
    seen.push(['violation', error.message]);
  }
  return seen;
}

/** Everything that any reader of ours makes of one response. */
function understood(raw: RawResponse): unknown {
  const line = raw.texts[0] ?? '';
  const untagged = parseUntagged(raw);
  return [
    raw.texts,
    untagged?.kind,
    tried(() => parseStatus(line, line.indexOf(' ') + 1)),
    tried(() => untagged && allValues(untagged)),
    tried(() => untagged && parseFetch(untagged)),
    tried(() => untagged && parseStatusData(untagged)),
    raw.texts.map((text) => [
      decodeMailboxName(text),
      parseUidSet(text, 50),
      parseInternalDate(text),
    ]),
  ];
}

function allValues(untagged: NonNullable<ReturnType<typeof parseUntagged>>): unknown[] {
  const reader = untagged.values();
  const values: unknown[] = [];
  for (let empty = 0; empty < 2;) {
    const value = reader.next();
    if (value === noMore) empty += 1;
    else {
      values.push(value);
      empty = 0;
    }
    if (values.length > valuesMax) throw new Error('a reader that does not move on');
  }
  return values;
}

function tried(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WireViolation)) throw error;
    return ['violation', error.message];
  }
}
