import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RawImap, textOfLine } from '../../wire/index.ts';
import { type AbilityName, allAbilities } from './abilities.ts';
import { startCapabilityFilter } from './start-capability-filter.ts';

const words = 'IMAP4rev1 LITERAL+ MULTIAPPEND UIDPLUS LIST-EXTENDED LIST-STATUS QRESYNC X-OTHER';

/** A server that greets, answers each command with what it was sent, and never looks at it. */
async function echo() {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.write(`* OK [CAPABILITY ${words}] ready\r\n`);
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1');
      if (!rest.endsWith('\r\n') || /\{\d+\+\}\r\n$/.test(rest)) return;
      heard.push(rest);
      const tag = rest.split(' ', 1)[0] ?? '';
      rest = '';
      socket.write(`* OK [HIGHESTMODSEQ 5] h\r\n* CAPABILITY ${words}\r\n`);
      socket.write(`* 1 FETCH (BODY[] {4}\r\na\r\nb)\r\n${tag} OK [APPENDUID 1 2] done\r\n`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as { port: number }).port, heard };
}

async function through(hidden: readonly AbilityName[]) {
  const { port, heard } = await echo();
  const filter = await startCapabilityFilter({ port, hidden });
  onTestFinished(() => filter.stop());
  const client = await RawImap.open({
    host: '127.0.0.1',
    port: filter.port,
    user: 'u',
    password: 'p',
  });
  onTestFinished(() => client.close());
  return { client, heard, filter };
}

describe('the capability filter', () => {
  it('passes everything on where nothing is hidden', async () => {
    const { client, heard } = await through([]);
    const said = await client.ok(['APPEND x {3+}\r\nabc (\\Seen) {2+}\r\nde']);
    expect(heard.at(-1)).toMatch(/^t\d+ APPEND x \{3\+\}\r\nabc \(\\Seen\) \{2\+\}\r\nde\r\n$/);
    expect(said.untagged.map(textOfLine)).toEqual([
      '* OK [HIGHESTMODSEQ 5] h',
      `* CAPABILITY ${words}`,
      '* 1 FETCH (BODY[] {4})',
    ]);
    expect(said.untagged.at(-1)?.[1]).toEqual({ literal: Buffer.from('a\r\nb') });
    expect(said.status).toContain('[APPENDUID 1 2] done');
  });

  it('hides words and codes', async () => {
    const { client } = await through(allAbilities);
    const said = await client.ok('NOOP');
    expect(said.untagged.map(textOfLine)[0]).toBe('* CAPABILITY IMAP4rev1');
    expect(said.status).toMatch(/^t\d+ OK done$/);
  });

  it('offers LITERAL- in place of LITERAL+', async () => {
    const { client, filter } = await through(['LITERAL+ beyond 4096']);
    const { untagged } = await client.ok('NOOP');
    expect(untagged.map(textOfLine)[1]).toMatch(/ LITERAL-$/);
    await client.ok(['APPEND x {4096+}\r\n', Buffer.alloc(4096)]);
    expect((await client.send(['APPEND x {4097+}\r\n', Buffer.alloc(4097)])).status).toMatch(
      / BAD /,
    );
    expect(filter.violations).toHaveLength(1);
  });

  it('asks for a literal that waits, and hands it on', async () => {
    const { client, heard } = await through(['LITERAL+', 'MULTIAPPEND']);
    await client.okWithLiteral('APPEND "a {3}" (\\Seen)', Buffer.from('a1 x {2}\r\n'));
    expect(heard.at(-1)).toMatch(/APPEND "a \{3\}" \(\\Seen\) \{10\+\}\r\na1 x \{2\}\r\n\r\n$/);
  });

  it.each<[AbilityName, string]>([
    ['LITERAL+', 'APPEND x {3+}\r\nabc'],
    ['MULTIAPPEND', 'APPEND x {3+}\r\nabc {3+}\r\nabc'],
    ['UIDPLUS', 'uid expunge 1:3'],
    ['CONDSTORE', 'SELECT x (CONDSTORE)'],
    ['CONDSTORE', 'STATUS x (UIDNEXT HIGHESTMODSEQ)'],
    ['CONDSTORE', 'UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5)'],
    ['QRESYNC', 'SELECT x (QRESYNC (1 2))'],
    ['ESEARCH', 'UID SEARCH RETURN (COUNT) ALL'],
    ['LIST-STATUS', 'LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES))'],
    ['LIST-EXTENDED', 'LIST "" "*" RETURN (SUBSCRIBED)'],
    ['LIST-EXTENDED', 'LIST (SUBSCRIBED) "" "*"'],
    ['SPECIAL-USE', 'LIST "" "*" RETURN (SPECIAL-USE)'],
    ['SPECIAL-USE', 'CREATE x (USE (\\Sent))'],
    ['NAMESPACE', 'namespace'],
    ['BINARY', 'APPEND x ~{3+}\r\nabc'],
    ['BINARY', 'FETCH 1 BINARY.PEEK[1]'],
    ['OBJECTID', 'STATUS x (MAILBOXID)'],
    ['UNSELECT', 'UNSELECT'],
    ['MOVE', 'UID MOVE 1 x'],
    ['COMPRESS', 'COMPRESS DEFLATE'],
    ['STATUS=SIZE', 'STATUS "x" (MESSAGES SIZE)'],
    ['ID', 'ID NIL'],
  ])('without %s, %s is BAD and gets no further', async (ability, command) => {
    const { client, heard, filter } = await through([ability]);
    const before = heard.length;
    expect((await client.send(command)).status).toMatch(/^t\d+ BAD /);
    expect([heard.length, filter.violations.length]).toEqual([before, 1]);
    // Nothing else is taken for it, names least of all.
    await client.ok('STATUS "RETURN (CONDSTORE) STATUS SIZE SPECIAL-USE BINARY[" (MESSAGES)');
    await client.ok('LIST "" "RETURN (STATUS (MODSEQ))"');
  });
});
