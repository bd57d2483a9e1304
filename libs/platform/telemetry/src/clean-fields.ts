import type { LogFields } from './logger.ts';

/** The second net: nobody should log these. */
const secretName =
  /pass(?:word|phrase|wd)|secret|token|authori[sz]ation|cookie|credential|csrf|(?:private|master|data|api)_?key/i;

const hidden = '***';
const depthMax = 5;
const entriesMax = 50;
const textMax = 2000;
const stackMax = 4000;

/** Names that a line has anyway. */
const reserved: ReadonlySet<string> = new Set(['level', 'time', 'service', 'event']);

/** Fields as they may be written: no secrets as far as names and URLs tell them, and of bounded size. */
export function cleanFields(fields: LogFields): Record<string, unknown> {
  const clean = cleanObject(fields, 0);
  return Object.fromEntries(
    Object.entries(clean).map(([name, value]) => [reserved.has(name) ? `${name}_` : name, value]),
  );
}

/** Without user and password of URLs, and of bounded length. */
export function cleanText(text: string, max = textMax): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut.replace(/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,2000}@/gi, `$1${hidden}@`);
}

function cleanObject(fields: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, entriesMax);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      secretName.test(name) && value !== undefined && typeof value !== 'boolean'
        ? hidden
        : cleanValue(value, depth),
    ]),
  );
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (depth >= depthMax) return '…';
  if (value instanceof Error) return cleanError(value, depth);
  if (Array.isArray(value)) {
    return value.slice(0, entriesMax).map((entry) => cleanValue(entry, depth + 1));
  }
  return cleanObject(value, depth + 1);
}

/** What an error is by its class; other fields of it may hold anything, such as the request with its headers. */
function cleanError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: cleanText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: cleanText(error.stack, stackMax) }),
    ...(error.cause === undefined ? {} : { cause: cleanValue(error.cause, depth + 1) }),
  };
}
