/** A string as IMAP sends it: quoted where it can be, else a literal (RFC 3501 §4.3). */
export function formatString(text: string): string {
  if (/[\r\n\0\x80-\xff]/.test(text)) return `{${String(text.length)}}\r\n${text}`;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

export function formatNstring(text: string | undefined): string {
  return text === undefined ? 'NIL' : formatString(text);
}

/** A mailbox name: bare where it is a plain atom, as most servers send it. */
export function formatAstring(text: string): string {
  return /^[A-Za-z0-9_./&,+=~@#$!:;<>?^`|'-]+$/.test(text) && !/^nil$/i.test(text)
    ? text
    : formatString(text);
}
