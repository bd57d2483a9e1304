import { deepStrictEqual } from 'node:assert/strict';
import { ConnectorError, type MailSession } from '@mailhaul/connector-contract';
import { Chance } from './chance.ts';
import { cutAnyhow, mutate } from './mutate.ts';
import { type RecordedSession, recordedSessions } from './recorded-sessions.ts';
import { sessionOnAString } from './session-on-a-string.ts';

const modern = [
  ...['LITERAL+', 'MULTIAPPEND', 'UIDPLUS'],
  ...['LIST-EXTENDED', 'LIST-STATUS', 'SPECIAL-USE'],
];

const gate = { beforeCommit: () => Promise.resolve() };
/** Far below any silence: what hangs longer than this hangs for ever. */
const endsWithinMs = 20_000;
const bodyBytesMax = 1_000_000;

/** Every operation of a session ends, in a result or a ConnectorError, the same however the answers are cut. */
export async function fuzzSession(chance: Chance): Promise<void> {
  const recorded = chance.pick(recordedSessions);
  const seed = chance.below(2 ** 31);
  const capabilities = chance.pick([
    modern,
    [],
    ['LITERAL-', 'NAMESPACE', 'CONDSTORE'],
    [...modern, 'NAMESPACE', 'ID'],
  ]);
  const isDrawn = chance.isOneIn(2);
  const run = (cutting: Chance | undefined) =>
    perform({ recorded, seed, capabilities, cutting, isDrawn });
  const whole = await run(undefined);
  deepStrictEqual(await run(new Chance(seed + 1)), whole);
}

interface Play {
  readonly recorded: RecordedSession;
  readonly seed: number;
  readonly capabilities: readonly string[];
  readonly cutting: Chance | undefined;
  /** Only one of the answers is altered; else any may be. */
  readonly isDrawn: boolean;
}

async function perform(play: Play): Promise<unknown[]> {
  let tag = '';
  const session = sessionOnAString({
    capabilities: play.capabilities,
    patienceMs: 300,
    onLine: (line, say) => {
      const word = line.split(' ', 1)[0] ?? '';
      if (/^M\d+ LIST "" ""$/.test(line)) {
        say(`* LIST (\\Noselect) "/" ""\r\n${word} OK\r\n`);
        return;
      }
      if (/^M\d+$/.test(word)) tag = word;
      const chance = new Chance(play.seed + line.length * 31 + line.charCodeAt(line.length - 1));
      const name = /"([^"]*)"/.exec(line)?.[1] ?? 'INBOX';
      const answer = answerTo(line, play.recorded)
        .replaceAll('{tag}', tag)
        .replaceAll('{name}', name);
      const text = play.isDrawn && !chance.isOneIn(3) ? answer : mutate(answer, chance);
      if (play.cutting === undefined) say(text);
      else
        for (const chunk of cutAnyhow(Buffer.from(text, 'latin1'), play.cutting))
          say(chunk.toString('latin1'));
    },
  });
  try {
    const seen: unknown[] = [];
    for (const operation of operations) seen.push(await ended(operation(session)));
    return seen;
  } finally {
    session.abort();
  }
}

function answerTo(line: string, recorded: RecordedSession): string {
  if (/^M\d+ (?:LIST|LSUB) /.test(line)) return recorded.listFolders;
  if (/^M\d+ STATUS /.test(line)) return recorded.status;
  if (/^M\d+ (?:EXAMINE|SELECT) /.test(line)) return recorded.open;
  if (/^M\d+ UID FETCH .*RFC822.SIZE/.test(line)) return recorded.listing;
  if (/^M\d+ UID FETCH /.test(line)) return recorded.bodies;
  if (/ \{\d+\}$/.test(line)) return '+ go on\r\n';
  // The last line of a message: the APPEND it ends is the one whose tag came last.
  if (line.startsWith('body')) return recorded.append;
  return /^M\d+ (?!APPEND)/.test(line) ? recorded.other : '';
}

const operations: readonly ((session: MailSession) => Promise<unknown>)[] = [
  (session) => session.listFolders(),
  (session) => session.folderState('INBOX'),
  (session) => collect(session.listItems('INBOX')),
  (session) => readBodies(session, 10),
  (session) => readBodies(session, bodyBytesMax),
  (session) => session.ensureFolder(['a', 'b'], { subscribe: true }),
  (session) =>
    session.writeBatch(
      'INBOX',
      ['one', 'two'].map((text) => ({
        receivedAt: { epochSeconds: 1e9, zoneMinutes: 0 },
        flags: ['\\Seen'],
        body: { kind: 'whole' as const, bytes: Buffer.from(`${text}\r\nbody`) },
      })),
      gate,
    ),
];

async function readBodies(session: MailSession, wholeBytesMax: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const { body, ...item } of session.readItems('INBOX', {
    generation: 8,
    ids: [1, 5],
    wholeBytesMax,
  })) {
    if (body.kind === 'whole') {
      seen.push([item, Buffer.from(body.bytes).toString('latin1')]);
      continue;
    }
    let bytes = 0;
    for await (const chunk of body.chunks) bytes += chunk.byteLength;
    seen.push([item, body.size, bytes]);
  }
  return seen;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The result, or what an error says; whatever else is thrown is a defect. */
async function ended(work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('an operation does not end')), endsWithinMs);
  });
  try {
    return await Promise.race([work, tooLong]);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'internal') throw error;
    return [error.code, error.scope];
  } finally {
    clearTimeout(timer);
  }
}
