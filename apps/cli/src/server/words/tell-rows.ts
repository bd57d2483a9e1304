import type { PairActionResult } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount, plural } from '../../text/format.ts';
import type { Server } from '../session/open-server.ts';

/** What became of many mailboxes, and which were refused why. `words`: what was done to them, behind their number. */
export function tellRows(
  server: Server,
  result: PairActionResult,
  { words, facts }: { readonly words: string; readonly facts: Readonly<Record<string, string>> },
): ExitCode {
  const { done, unchanged, refused, refusedMore } = result;
  const refusedCount = refused.length + refusedMore;
  if (server.isJson) server.row({ ...facts, ...result });
  else
    server.say([
      [
        `${plural(done, 'mailbox', 'mailboxes')} ${words}`,
        ...(unchanged > 0 ? [`${formatCount(unchanged)} as wished already`] : []),
        ...(refusedCount > 0 ? [`${formatCount(refusedCount)} refused`] : []),
      ].join(', '),
      ...refused.map(({ source, message }) => `  ${cleanText(source)}: ${cleanText(message)}`),
      ...(refusedMore > 0 ? [`  … and ${formatCount(refusedMore)} more`] : []),
    ]);
  if (refusedCount === 0) return exitCodes.done;
  return done + unchanged === 0 ? exitCodes.refused : exitCodes.doneWithFailures;
}
