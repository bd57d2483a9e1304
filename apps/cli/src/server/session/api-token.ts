import type { Io } from '../../io.ts';
import { readPasswordFile } from '../../pairs/password-file.ts';
import { UsageError } from '../../usage-error.ts';

const tokenCharsMax = 4000;

/** The file's first line, else the environment's. @throws UsageError never repeats the token. */
export function readApiToken(
  tokenFile: string | undefined,
  environment: Io['environment'],
  warn: (message: string) => void,
): string {
  const text =
    tokenFile === undefined ? environment['MAILHAUL_TOKEN'] : readPasswordFile(tokenFile, warn);
  const token = text?.trim() ?? '';
  if (token === '') {
    throw new UsageError(
      'there is no token to sign in with',
      'give --token-file FILE or set MAILHAUL_TOKEN; a token is made in the console, under Settings',
    );
  }
  if (token.length > tokenCharsMax || !/^[\u0021-\u007e]+$/u.test(token)) {
    throw new UsageError(
      `${tokenFile === undefined ? 'MAILHAUL_TOKEN' : 'the first line of the token file'} is not a token`,
      'a token is one word of letters, digits and signs, as the console shows it',
    );
  }
  return token;
}
