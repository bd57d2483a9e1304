import { RequestRefused, jsonDepthMax } from '@mailhaul/application';

/** As JSON in UTF-8. With subject and id around it, it stays below the 1 MiB that a NATS server takes. */
export const bodyBytesMax = 1_000_000;

/**
 * A body as JSON text.
 * @throws {RequestRefused} what JSON would not give back equal (undefined, NaN, bigint, class instance, cycle), what
 * nests deeper than `jsonDepthMax`, and what is larger than `bodyBytesMax`. It repeats nothing of the body.
 */
export function encodeBody(body: unknown): string {
  if (!survivesJson(body, 0)) {
    throw new RequestRefused(
      `the body is not JSON of plain values, at most ${jsonDepthMax} levels deep`,
    );
  }
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > bodyBytesMax) {
    throw new RequestRefused(`the body is larger than ${bodyBytesMax} bytes`);
  }
  return text;
}

function survivesJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (depth < jsonDepthMax && partsSurvive(value, depth + 1));
    default:
      return false;
  }
}

function partsSurvive(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    // Not `every`: it passes over holes.
    for (const entry of value) if (!survivesJson(entry, depth)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  return Object.values(value).every((entry) => survivesJson(entry, depth));
}
