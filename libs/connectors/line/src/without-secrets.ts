import { ConnectorError } from '@mailhaul/connector-contract';

/** The secrets of a connection, taken out of what a server says: it may repeat what it was sent. */
export function withoutSecrets(error: ConnectorError, secrets: readonly string[]): ConnectorError {
  const { serverText } = error;
  if (serverText === undefined) return error;
  const told = secrets.filter((secret) => secret.length >= secretCharsMin);
  const holdsOne = (text: string) => told.some((secret) => text.includes(secret));
  const clean = told
    .reduce((text, secret) => text.replaceAll(secret, '***'), serverText)
    // As it went over the line: alone, or inside the message of a mechanism.
    .replace(/[A-Za-z0-9+/]{6,}={0,2}/g, (run) =>
      holdsOne(Buffer.from(run, 'base64').toString('utf8')) ? '***' : run,
    );
  if (clean === serverText) return error;
  const { code, scope, disposition, message, remedy, retryAfterMs } = error;
  return new ConnectorError({
    ...{ code, scope, disposition, message, remedy, serverText: clean },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Shorter ones are in any text. */
const secretCharsMin = 4;
