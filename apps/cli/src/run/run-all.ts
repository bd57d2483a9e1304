import type { MailboxEnd } from './migrate-mailbox.ts';
import type { OpenedPair } from './opened-pair.ts';

/** Runs `work` for every pair, `parallel` at a time, in order; the ends are in the order of the pairs. */
export async function runAll(
  pairs: readonly OpenedPair[],
  parallel: number,
  work: (pair: OpenedPair, mailbox: number) => Promise<MailboxEnd>,
): Promise<readonly MailboxEnd[]> {
  const [only, ...others] = pairs;
  if (only !== undefined && others.length === 0) return [await work(only, 0)];
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: parallel });
  return Promise.all(pairs.map((pair, mailbox) => queue.add(() => work(pair, mailbox))));
}
