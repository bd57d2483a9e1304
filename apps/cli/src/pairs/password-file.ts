import { cleanText } from '../text/clean-text.ts';
import { UsageError } from '../usage-error.ts';
import { readBounded } from './read-bounded.ts';

export const passwordBytesMax = 64 * 1024;

/**
 * The first line of the file. `warn` is called when others than its owner may read it.
 * @throws UsageError where it cannot be read or is empty; never repeats its content.
 */
export function readPasswordFile(path: string, warn: (message: string) => void): string {
  const shown = JSON.stringify(cleanText(path));
  const { text, isOpenToOthers } = readBounded(path, passwordBytesMax);
  if (isOpenToOthers) warn(`others may read the password file ${shown}: chmod 600 it`);
  const [line = ''] = text.split(/\r?\n/u, 1);
  if (line === '') throw new UsageError(`the first line of the password file ${shown} is empty`);
  return line;
}
