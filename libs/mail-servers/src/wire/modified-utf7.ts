/** A folder name as IMAP writes it: modified UTF-7, RFC 3501 §5.1.3. */
export function encodeModifiedUtf7(text: string): string {
  return text.replaceAll('&', '&-').replace(/[^\x20-\x7e]+/g, (run) => `&${encodeRun(run)}-`);
}

/** The decoded name, or undefined where the text is not valid modified UTF-7. */
export function decodeModifiedUtf7(wire: string): string | undefined {
  if (/[^\x20-\x7e]/.test(wire)) return undefined;
  let isValid = true;
  const text = wire.replace(/&([^-]*)(-?)/g, (_all, run: string, end: string) => {
    if (end === '' || !/^[A-Za-z0-9+,]*$/.test(run)) isValid = false;
    return run === '' ? '&' : decodeRun(run);
  });
  return isValid && encodeModifiedUtf7(text) === wire ? text : undefined;
}

function encodeRun(run: string): string {
  const bytes = Buffer.from(run, 'utf16le').swap16();
  return bytes.toString('base64').replace(/=+$/, '').replaceAll('/', ',');
}

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll(',', '/'), 'base64');
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return Buffer.from(even).swap16().toString('utf16le');
}
