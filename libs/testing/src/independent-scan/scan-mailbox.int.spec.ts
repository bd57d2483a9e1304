import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadCorpus, nastyCorpus, nastyFiles, writeMaildirFiles } from '../corpus/index.ts';
import { anyUserPassword, startDovecot } from '../servers/index.ts';
import { describeWithServer } from '../specs/index.ts';
import { quoted, RawImap } from '../wire/index.ts';
import { compareMailboxes, describeComparison } from './compare-mailboxes.ts';
import { scanMailbox } from './scan-mailbox.ts';

describeWithServer('dovecot', 'the independent scan', () => {
  it('finds two servers of other separator and prefix equal, then names each planted fault', async () => {
    const corpus = nastyCorpus({ seed: 7, messages: 300 });
    const source = await startDovecot({ separator: '.', prefix: 'INBOX.' });
    const target = await startDovecot({ separator: '/', format: 'sdbox' });
    const at = ({ port }: { port: number }) => ({
      host: '127.0.0.1',
      port,
      user: 'anna',
      password: anyUserPassword,
    });
    try {
      await loadCorpus(corpus, at(source), { separator: '.', prefix: 'INBOX.' });
      await loadCorpus(corpus, at(target), { separator: '/', prefix: '' });
      const before = await scanMailbox(at(source));
      const equal = compareMailboxes(before, await scanMailbox(at(target)));
      expect(describeComparison(equal)).toMatch(/^300 messages against 300: identical/);

      const client = await RawImap.open(at(target));
      await client.ok('SELECT INBOX');
      await client.ok('UID STORE 1 FLAGS (\\Deleted)');
      await client.ok('UID EXPUNGE 1');
      await client.ok('UID STORE 2 FLAGS (other)');
      await client.ok('UID COPY 3 INBOX');
      await client.ok(`UNSUBSCRIBE ${quoted('INBOX')}`);
      await client.ok('CREATE mine');
      await client.ok(['APPEND mine {3+}\r\nabc']);
      await client.close();
      const { counts } = compareMailboxes(before, await scanMailbox(at(target)));
      expect(counts).toMatchObject({ lost: 1, doubled: 1, flags: 1, subscription: 1 });
      expect(counts).toMatchObject({ 'folder-extra': 1, altered: 0, date: 0 });

      const dir = join(source.mailDir, 'anna', 'Maildir');
      const files = nastyFiles(3);
      writeMaildirFiles(files, { dir, owner: source.owner });
      const after = await scanMailbox(at(source));
      const inbox = after.folders.find(({ path }) => path.join() === 'INBOX');
      expect(
        inbox?.messages
          .slice(-files.length)
          .map(({ epochSeconds }) => epochSeconds)
          .sort(),
      ).toEqual(files.map(({ epochSeconds }) => epochSeconds).sort());
    } finally {
      await source.stop();
      await target.stop();
    }
  });
});
