import { describe, expect, it } from 'vitest';
import { startWithClient } from './spec-support/start-for-spec.ts';

describe('folders', () => {
  it('lists with attributes, special use, subscription and status in one round trip', async () => {
    const { client } = await startWithClient();
    expect(await client.command('CREATE Sent (USE (\\Sent))')).toMatch(/^t OK/m);
    await client.command('CREATE a/b/c');
    await client.command('SUBSCRIBE a/b');
    await client.command('APPEND a/b {5+}\r\nhello');
    const text = await client.command(
      'LIST "" "*" RETURN (SUBSCRIBED SPECIAL-USE STATUS (MESSAGES UIDNEXT SIZE HIGHESTMODSEQ))',
    );
    expect(text).toContain('* LIST (\\HasNoChildren \\Sent) "/" Sent\r\n');
    expect(text).toContain(
      '* LIST (\\HasChildren \\Subscribed) "/" a/b\r\n' +
        '* STATUS a/b (MESSAGES 1 UIDNEXT 2 SIZE 5 HIGHESTMODSEQ 2)\r\n',
    );
    expect(await client.command('LIST (SUBSCRIBED) "" "*"')).not.toContain('Sent');
    expect(await client.command('LIST "a/" "%"')).toMatch(/^\* LIST [^\n]* a\/b\r\nt OK/);
    expect(await client.command('LIST "" (Sent a)')).toMatch(/ Sent\r\n.* a\r\n/);
    expect(await client.command('LIST "" ""')).toContain('* LIST (\\Noselect) "/" ""');
    expect(await client.command('LSUB "" "*"')).toContain('* LSUB () "/" a/b\r\n');
  });

  it('keeps names outside the prefix out, and shows the namespace', async () => {
    const { client, server } = await startWithClient({ prefix: 'INBOX.', separator: '.' });
    expect(await client.command('NAMESPACE')).toContain('* NAMESPACE (("INBOX." ".")) NIL NIL');
    expect(await client.command('CREATE Sent')).toMatch(/^t NO \[CANNOT\]/m);
    expect(await client.command('CREATE INBOX.Sent.&AOQ-')).toMatch(/^t OK/m);
    expect(await client.command('CREATE INBOX..x')).toMatch(/^t NO \[CANNOT\]/m);
    expect(
      server
        .mailbox('ann')
        .folders()
        .map((folder) => folder.path),
    ).toEqual([['INBOX'], ['Sent'], ['Sent', 'ä']]);
  });

  it('makes nodes without mail of missing parents where asked to', async () => {
    const { client } = await startWithClient({ missingParents: 'noselect' });
    await client.command('CREATE a/b');
    expect(await client.command('LIST "" a')).toContain('(\\Noselect \\HasChildren)');
    expect(await client.command('SELECT a')).toMatch(/^t NO \[CANNOT\]/m);
    expect(await client.command('CREATE a')).toMatch(/^t OK/m);
    expect(await client.command('SELECT a')).toMatch(/^t OK/m);
  });

  it('treats names as its case rule says; INBOX in any case', async () => {
    const sensitive = await startWithClient();
    await sensitive.client.command('CREATE Sent');
    expect(await sensitive.client.command('CREATE sent')).toMatch(/^t OK/m);
    expect(await sensitive.client.command('CREATE inbox')).toMatch(/^t NO \[ALREADYEXISTS\]/m);
    const insensitive = await startWithClient({ isCaseInsensitive: true });
    await insensitive.client.command('CREATE Sent');
    expect(await insensitive.client.command('CREATE sent')).toMatch(/^t NO \[ALREADYEXISTS\]/m);
    expect(await insensitive.client.command('SELECT SENT')).toMatch(/^t OK/m);
  });

  it('renames a tree, deletes leaves and keeps nodes, never reuses a UIDVALIDITY', async () => {
    const { client, server } = await startWithClient();
    await client.command('CREATE a/b/c');
    expect(await client.command('RENAME a x/y')).toMatch(/^t OK/m);
    expect(await client.command('RENAME x x/z')).toMatch(/^t NO \[CANNOT\]/m);
    expect(await client.command('DELETE x/y/b')).toMatch(/^t OK/m);
    expect(await client.command('DELETE x/y/b')).toMatch(/^t NO \[HASCHILDREN\]/m);
    const before = server.mailbox('ann').live(['x', 'y', 'b', 'c']).uidValidity;
    await client.command('DELETE x/y/b/c');
    await client.command('CREATE x/y/b/c');
    expect(server.mailbox('ann').live(['x', 'y', 'b', 'c']).uidValidity).toBeGreaterThan(before);
    expect(await client.command('DELETE INBOX')).toMatch(/^t NO \[CANNOT\]/m);
    expect(await client.command('DELETE nowhere')).toMatch(/^t NO \[NONEXISTENT\]/m);
  });

  it('is a bare RFC 3501 server where asked to', async () => {
    const { client } = await startWithClient({ isBare: true });
    expect(await client.command('CAPABILITY')).toContain('* CAPABILITY IMAP4rev1\r\n');
    for (const command of [
      'NAMESPACE',
      'ID NIL',
      'ENABLE CONDSTORE',
      'LIST "" "*" RETURN (CHILDREN)',
    ]) {
      expect(await client.command(command)).toMatch(/^t BAD/m);
    }
    expect(await client.command('STATUS INBOX (SIZE)')).toMatch(/^t BAD/m);
    expect(await client.command('STATUS INBOX (MESSAGES RECENT UIDNEXT UNSEEN)')).toMatch(/^t OK/m);
    expect(await client.command('SELECT INBOX')).not.toContain('MODSEQ');
    for (const command of ['UID EXPUNGE 1', 'UID MOVE 1 INBOX', 'IDLE', 'UNSELECT']) {
      expect(await client.command(command)).toMatch(/^t BAD/m);
    }
  });
});
