/** The answer to a command, or an untagged OK, NO, BAD, BYE. */
export interface StatusResponse {
  readonly status: 'OK' | 'NO' | 'BAD' | 'BYE' | 'PREAUTH';
  /** Upper case, without arguments: `APPENDUID`, `TRYCREATE`; '' where there is none. */
  readonly code: string;
  /** What stands behind the code in its brackets. */
  readonly codeArguments: string;
  /** The server's words for people; latin1, not cleaned. */
  readonly text: string;
}

/** What stands behind it is words for people: cut, not judged. */
const statusCharsMax = 8192;
const shape =
  /^(OK|NO|BAD|BYE|PREAUTH)(?: +|$)(?:\[([^\s\]]+)(?: ((?:[^\]"]|"(?:[^"\\]|\\.)*")*))?\] ?)?(.*)$/is;

/** Reads `OK [CODE args] text`, from a place in a line on; undefined where it is no status. */
export function parseStatus(line: string, at: number): StatusResponse | undefined {
  const match = shape.exec(line.slice(at, at + statusCharsMax));
  if (match === null) return undefined;
  return {
    status: (match[1] ?? '').toUpperCase() as StatusResponse['status'],
    code: (match[2] ?? '').toUpperCase(),
    codeArguments: match[3] ?? '',
    text: match[4] ?? '',
  };
}

/** Gmail does what was asked, later than it could, and says so: `OK Success [THROTTLED]`. */
export function isSlowedDown({ code, text }: StatusResponse): boolean {
  return code === 'THROTTLED' || /\[THROTTLED\]/i.test(text);
}

/** What a person reads of it: the code in its brackets, then the words. */
export function statusWords(status: StatusResponse | undefined): string {
  if (status === undefined) return '';
  return status.code === '' ? status.text : `[${status.code}] ${status.text}`;
}
