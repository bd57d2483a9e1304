import { createInterface } from 'node:readline/promises';
import { printLines } from '../../print-lines.ts';
import { cleanText } from '../../text/clean-text.ts';
import { UsageError } from '../../usage-error.ts';
import type { Server } from '../session/open-server.ts';

/** True by `--yes`, or by a `y` on the terminal. @throws UsageError where nobody can be asked */
export async function confirm(
  server: Server,
  question: string,
  raw: { readonly yes?: boolean },
): Promise<boolean> {
  if (raw.yes === true) return true;
  const { io } = server;
  if (!io.isInteractive)
    throw new UsageError(cleanText(question), 'give --yes where there is no terminal to ask on');
  const lines = createInterface({ input: process.stdin, output: io.stderr });
  const gaveUp = new Promise<string>((resolve) => {
    lines.once('SIGINT', () => resolve(''));
    lines.once('close', () => resolve(''));
  });
  try {
    const answer = await Promise.race([lines.question(`${cleanText(question)} [y/N] `), gaveUp]);
    const isMeant = /^y(?:es)?$/iu.test(answer.trim());
    if (!isMeant) printLines(io.stderr, ['Nothing was changed.']);
    return isMeant;
  } finally {
    lines.close();
  }
}
