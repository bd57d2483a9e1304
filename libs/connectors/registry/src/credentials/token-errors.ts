import { ConnectorError } from '@mailhaul/connector-contract';

const remedy =
  'Try by hand what gives the token (the command, the file, or the refresh token at its endpoint), and run the same command again.';

/** No access token is to be had. `isPassing`: it may be another time. */
export function tokenUnavailable(
  message: string,
  more: { readonly isPassing?: boolean; readonly serverText?: string } = {},
): ConnectorError {
  const { isPassing = false, serverText } = more;
  return new ConnectorError({
    code: 'token-unavailable',
    // What passes is tried again like any lost connection.
    scope: isPassing ? 'connection' : 'mailbox',
    disposition: isPassing ? 'retry' : 'needsOperator',
    message,
    remedy,
    ...(serverText === undefined ? {} : { serverText }),
  });
}

/** RFC 6750 §2.1; a line break or blank in it would be something else. @throws ConnectorError */
export function checkedToken(text: string, from: string): string {
  if (/^[\x21-\x7e]{1,32768}$/.test(text)) return text;
  throw tokenUnavailable(
    text === ''
      ? `There is no access token: ${from} gave nothing.`
      : `There is no access token: what ${from} gave is none (one line without blanks).`,
  );
}
