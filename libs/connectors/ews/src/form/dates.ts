/** FILETIME, in which MAPI keeps times, begins in 1601 (MS-DTYP §2.3.3); years have four digits here. */
const firstSecond = Date.UTC(1601, 0, 1) / 1000;
const lastSecond = Date.UTC(4500, 0, 1) / 1000;

/** Of one length for all dates; one that MAPI cannot keep becomes the nearest that it can. */
export function dateText(epochSeconds: number): string {
  const seconds = Math.min(Math.max(Math.trunc(epochSeconds), firstSecond), lastSecond);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** When the message says that it was sent: its Date header (RFC 5322 §3.6.1), where one can be read. */
export function sentAt(head: Uint8Array): number | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  const header = end < 0 ? text : text.slice(0, end);
  const [, value] = /(?:^|\n)date:[ \t]*([^\r\n]{1,100})/i.exec(header) ?? [];
  if (value === undefined) return undefined;
  const ms = Date.parse(value.replace(/\([^()]*\)/g, ' '));
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

/** Some servers write an offset without the colon that a dateTime has (XML Schema part 2, §3.2.7.3), and others refuse that. */
export function withPlainOffset(text: string): string {
  return text.replace(/^(\s*\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d)(\d\d\s*)$/, '$1:$2');
}
