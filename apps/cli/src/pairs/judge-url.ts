import { statSync } from 'node:fs';
import { parseConnectionUrl, secretFilesOf } from '@mailhaul/connector-registry';
import { cleanText } from '../text/clean-text.ts';
import { UsageError } from '../usage-error.ts';
import { connectionUrlHint } from './side-url.ts';

/** To be called before anybody is asked for a password: nobody types one for a URL that is refused then. @throws UsageError */
export function assertUsable(url: string, name: string): void {
  const parsed = parseConnectionUrl(url);
  if (!parsed.ok) throw new UsageError(`${name}: ${parsed.problem}`, connectionUrlHint);
}

/** Tells of files with secrets, named by parameters of the URL, that others than their owner may read. */
export function warnOfOpenFiles(url: string, warn: (message: string) => void): void {
  const parsed = parseConnectionUrl(url);
  if (!parsed.ok) return;
  for (const { parameter, path } of secretFilesOf(parsed.settings)) {
    if (!isOpenToOthers(path)) continue;
    warn(`others may read the ${parameter} ${JSON.stringify(cleanText(path))}: chmod 600 it`);
  }
}

/** False also where it is not there: whoever needs it says so. Not for pipes, which only their writer's user can open. */
function isOpenToOthers(path: string): boolean {
  if (process.platform === 'win32') return false;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && (stat.mode & 0o077) !== 0;
}
