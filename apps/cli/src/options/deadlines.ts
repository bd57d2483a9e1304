import type { ConnectionDeadlines } from '@mailhaul/connector-registry';
import { UsageError } from '../usage-error.ts';

/** How long servers are waited for, as typed: `500ms`, `30s`, `5m`, `1h`. */
export interface RawDeadlines {
  readonly connectTimeout?: string;
  readonly silenceTimeout?: string;
  readonly answerTimeout?: string;
}

/** @throws UsageError */
export function readDeadlines(raw: RawDeadlines): ConnectionDeadlines {
  const { connectTimeout, silenceTimeout, answerTimeout } = raw;
  return {
    ...(connectTimeout === undefined
      ? {}
      : { connectMsMax: parseDuration('--connect-timeout', connectTimeout) }),
    ...(silenceTimeout === undefined
      ? {}
      : { silenceMsMax: parseDuration('--silence-timeout', silenceTimeout) }),
    ...(answerTimeout === undefined
      ? {}
      : { answerMsMax: parseDuration('--answer-timeout', answerTimeout) }),
  };
}

const durationMsMin = 100;
const durationMsMax = 3_600_000;
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds, from 100 ms to an hour. @throws UsageError */
export function parseDuration(option: string, text: string): number {
  const match = /^(\d{1,7})(ms|s|m|h)$/u.exec(text);
  const ms = Number(match?.[1]) * (unitMs[match?.[2] ?? ''] ?? Number.NaN);
  if (ms >= durationMsMin && ms <= durationMsMax) return ms;
  throw new UsageError(
    `${option}: ${JSON.stringify(text)} is not a time from 100ms to 1h`,
    'write a whole number with ms, s, m or h, such as 30s',
  );
}
