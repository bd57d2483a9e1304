import type { FetchToken } from './kept-tokens.ts';
import { FileUnreadable, readFirstLine } from './read-small-file.ts';
import { checkedToken, tokenUnavailable } from './token-errors.ts';

/** The first line of a file that something else keeps fresh: read anew for every connection. */
export function tokenFromFile(path: string): FetchToken {
  return async () => {
    try {
      return await Promise.resolve({
        token: checkedToken(readFirstLine(path).trim(), 'the token file'),
        keepMs: 0,
      });
    } catch (error) {
      if (error instanceof FileUnreadable)
        throw tokenUnavailable(`There is no access token: ${error.message}.`);
      throw error;
    }
  };
}
