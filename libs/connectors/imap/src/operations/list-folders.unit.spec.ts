import type { Folder } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { scriptedSession } from '../spec-support/scripted-server.ts';

/** What is made of lists that no server of ours sends; commands not named are answered OK. */
async function listed(
  capabilities: readonly string[],
  answers: Readonly<Record<string, string>>,
): Promise<readonly Folder[]> {
  const { session } = scriptedSession({
    capabilities,
    onLine: (line, tag, say) => {
      const command = line.slice(tag.length + 1);
      const key = Object.keys(answers).find((start) => command.startsWith(start));
      say(`${key === undefined ? '' : (answers[key] ?? '')}${tag} OK done\r\n`);
    },
  });
  return session.listFolders();
}

const paths = (folders: readonly Folder[]) => folders.map(({ path }) => path);

describe('lists', () => {
  it('of XLIST: uses, and an INBOX in the user’s language', async () => {
    const folders = await listed(['XLIST'], {
      'XLIST "" "*"':
        '* XLIST (\\HasNoChildren \\Inbox) "/" "Posteingang"\r\n* XLIST (\\Spam) "/" "[Gmail]/X"\r\n' +
        '* XLIST (\\AllMail) "/" "[Gmail]/Y"\r\n',
    });
    expect(folders).toMatchObject([
      { path: ['INBOX'], specialUse: 'inbox' },
      { specialUse: 'junk', plainPath: ['Junk'] },
      { specialUse: 'all', nature: 'view' },
    ]);
  });

  it('with names in UTF-8, in single bytes, and in broken modified UTF-7', async () => {
    const utf8 = Buffer.from('Entwürfe').toString('latin1');
    const folders = await listed([], {
      'LIST "" "*"': `* LIST () "/" "${utf8}"\r\n* LIST () "/" "Gr\xfc\xdfe"\r\n* LIST () "/" "R&D"\r\n* LIST () "/" "&AGE-"\r\n`,
    });
    expect(paths(folders)).toEqual([['Entwürfe'], ['Grüße'], ['R&D'], ['&AGE-']]);
    expect(folders[0]?.specialUse).toBe('drafts');
    // The handle is the name as it came: the server knows it by no other.
    expect(folders.map(({ id }) => id)).toEqual([utf8, 'Gr\xfc\xdfe', 'R&D', '&AGE-']);
  });

  it('with names that have an empty part: none gets lost, none joins another', async () => {
    const folders = await listed([], {
      'LIST "" "*"': ['a//b', '/c', 'd/', 'a/b'].map((n) => `* LIST () "/" "${n}"\r\n`).join(''),
    });
    expect(paths(folders)).toEqual([['a', '/b'], ['/c'], ['d/'], ['a', 'b']]);
  });

  it('in namespaces that * does not find are asked for, but for news', async () => {
    const folders = await listed(['NAMESPACE'], {
      NAMESPACE: '* NAMESPACE (("INBOX." ".")) (("#shared." ".")) (("#news." "."))\r\n',
      'LIST "" "*"': '* LIST () "." INBOX\r\n* LIST () "." INBOX.Sent\r\n',
      'LIST "" "#shared.*"': '* LIST () "." "#shared.bob.Plans"\r\n',
      'LIST "" "#news.*"': '* LIST () "." "#news.comp.mail"\r\n',
    });
    expect(folders).toMatchObject([
      { path: ['INBOX'] },
      { path: ['Sent'], specialUse: 'sent' },
      { path: ['Shared folders', 'bob', 'Plans'], sharing: 'shared' },
    ]);
    expect(folders).toHaveLength(3);
  });
});
