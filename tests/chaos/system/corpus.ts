import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@mailhaul/kernel';
import { benchCorpus, type CorpusMessage, writeMaildirFiles } from '@mailhaul/testing/corpus';
import type { DovecotServer } from '@mailhaul/testing/servers';

const folders = ['', '.Archive', '.Archive.Older', '.Sent'] as const;
const medianBytes = 1_500;
const twinShare = 0.02;

/** Puts a mailbox of its own into the server's files: four folders, a few messages twice, one in a hundred large. */
export function deliverMailbox(
  server: DovecotServer,
  wish: { readonly user: string; readonly seed: number; readonly messages: number },
): void {
  const { user, seed, messages: count } = wish;
  const random = seededRandom(seed);
  const corpus = benchCorpus({ seed, messages: count, medianBytes });
  const shares = new Map<string, CorpusMessage[]>(folders.map((name) => [name, []]));
  let previous: CorpusMessage | undefined;
  for (const message of corpus.folders.flatMap(({ messages }) => messages)) {
    const share = shares.get(folders[Math.floor(random.next() ** 2 * folders.length)] ?? '');
    const isTwin = previous !== undefined && random.next() < twinShare;
    share?.push(isTwin && previous !== undefined ? previous : message);
    previous = message;
  }
  const home = join(server.mailDir, user);
  const maildir = join(home, 'Maildir');
  for (const [name, messages] of shares) {
    const dir = join(maildir, name);
    mkdirSync(dir, { recursive: true });
    for (const one of [home, maildir, dir]) chownSync(one, server.owner.uid, server.owner.gid);
    writeMaildirFiles(messages, { dir, owner: server.owner });
  }
}
