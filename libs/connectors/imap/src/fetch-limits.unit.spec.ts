import type { ConnectorError, MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { connectionLostError } from './errors.ts';
import { FetchLimits } from './operations/fetch-limits.ts';
import type { ServerFeatures } from './server-features.ts';
import { parseUidSet } from './parse/uid-set.ts';
import { collect, examined, modern, scriptedSession } from './spec-support/scripted-server.ts';

const existing = Array.from({ length: 40 }, (_, at) => at + 1);

interface Limited {
  readonly uids?: readonly number[];
  /** What the server says of a set of uids that names these messages; undefined: it tells all of them. */
  readonly answer: (
    found: readonly number[],
    set: string,
  ) => { told: readonly number[]; end: string } | undefined;
  readonly capabilities?: readonly string[];
}

/** A server with one folder, and what was asked of it. */
function limited({ uids = existing, answer, capabilities = modern }: Limited) {
  const sets: string[] = [];
  const uidNext = (uids.at(-1) ?? 0) + 1;
  const { session } = scriptedSession({
    capabilities,
    onLine: (line, tag, say) => {
      if (line.includes('EXAMINE')) say(examined(tag, { count: uids.length, uidNext }));
      if (line.includes('STATUS'))
        say(
          `* STATUS "a" (MESSAGES ${uids.length} UIDNEXT ${uidNext} UIDVALIDITY 7)\r\n${tag} OK\r\n`,
        );
      const [, set] = /UID FETCH (\S+)/.exec(line) ?? [];
      if (set === undefined) return;
      sets.push(set);
      const named = new Set(parseUidSet(set.replace('*', String(uidNext)), 5000));
      const found = uids.filter((uid) => named.has(uid));
      const { told, end } = answer(found, set) ?? { told: found, end: 'OK' };
      const body = line.includes('BODY') ? 'BODY[] {1}\r\nx' : 'RFC822.SIZE 1';
      const date = 'INTERNALDATE "01-Jan-2001 00:00:00 +0100"';
      for (const uid of told) say(`* ${uid} FETCH (UID ${uid} ${date} FLAGS () ${body})\r\n`);
      say(`${tag} ${end}\r\n`);
    },
  });
  return { session, sets };
}

const listed = async (session: MailSession, range = {}) =>
  (await collect(session.listItems('a', range))).flatMap(({ items }) => items.map(({ id }) => id));
const read = async (session: MailSession, ids: readonly number[]) =>
  (await collect(session.readItems('a', { generation: 7, ids, wholeBytesMax: 100 }))).map(
    ({ id }) => id,
  );

describe('a server that takes fewer messages in one command', () => {
  const refusals = [
    'BAD The specified message set is invalid.',
    'NO [LIMIT] Too many messages',
    'BAD parse error: maximum request size exceeded',
    'BAD Command Error. 10',
    'BAD Error in IMAP command UID FETCH: Too long argument.',
  ];

  it.for(refusals)('"%s": is asked in halves, and never more again', async (refusal) => {
    const { session, sets } = limited({
      answer: (found) => (found.length > 10 ? { told: [], end: refusal } : undefined),
    });
    expect((await read(session, existing)).toSorted((a, b) => a - b)).toEqual(existing);
    sets.length = 0;
    expect(await read(session, existing)).toEqual(existing);
    expect(sets).toEqual(['1:10', '11:20', '21:30', '31:40']);
  });

  it.for(refusals)('"%s": lists in parts, all of it', async (refusal) => {
    const { session, sets } = limited({
      answer: (found) => (found.length > 10 ? { told: [], end: refusal } : undefined),
    });
    expect(await listed(session)).toEqual(existing);
    sets.length = 0;
    expect(await listed(session)).toEqual(existing);
    expect(sets.slice(0, 4)).toEqual(['1:10', '11:20', '21:30', '31:40']);
  });

  it('one message that it refuses alone is refused for itself, and nothing is learned of it', async () => {
    const { session, sets } = limited({
      answer: (found) =>
        found.includes(7)
          ? { told: [], end: 'BAD The specified message set is invalid.' }
          : undefined,
    });
    const error = await read(session, existing).catch((problem: ConnectorError) => problem);
    expect(error).toMatchObject({ code: 'command-refused' });
    sets.length = 0;
    await read(session, existing.slice(10));
    expect(sets).toEqual(['11:40']);
  });

  it('RFC 9738: asks for no more than it announces', async () => {
    const { session, sets } = limited({
      capabilities: [...modern, 'MESSAGELIMIT=10'],
      answer: () => undefined,
    });
    expect(await listed(session)).toEqual(existing);
    expect(await read(session, existing)).toEqual(existing);
    expect(sets.slice(0, 4)).toEqual(['1:10', '11:20', '21:30', '31:40']);
  });

  it('RFC 9738: goes on below where it stopped, which it says', async () => {
    const { session } = limited({
      answer: (found) => {
        if (found.length <= 10) return undefined;
        const told = found.slice(-10).reverse();
        return { told, end: `OK [MESSAGELIMIT 10 ${told.at(-1)}] partial` };
      },
    });
    expect(await listed(session)).toEqual(existing);
  });
});

describe('a server that stops before the end and says OK', () => {
  it('a listing goes on behind it, also where nothing tells how many there are', async () => {
    const { session } = limited({
      answer: (found) => ({ told: found.slice(0, 10), end: 'OK' }),
    });
    expect(await listed(session)).toEqual(existing);
    expect(await listed(session, { fromId: 5 })).toEqual(existing.slice(4));
  });

  it('a listing goes on before it, where the newest come first', async () => {
    const { session } = limited({
      answer: (found) => ({ told: found.slice(-10).reverse(), end: 'OK' }),
    });
    expect(await listed(session)).toEqual(existing);
  });

  it('a listing that lacks a message does not go on for ever', async () => {
    const { session, sets } = limited({
      answer: (found) => ({ told: found.filter((uid) => uid !== 1 && uid !== 40), end: 'OK' }),
    });
    expect(await listed(session)).toEqual(existing.slice(1, -1));
    expect(sets).toHaveLength(3);
  });

  it('items that did not come are asked for again while some come', async () => {
    const { session, sets } = limited({
      answer: (found) => ({ told: found.slice(0, 15), end: 'OK' }),
    });
    expect(await read(session, existing)).toEqual(existing);
    expect(sets).toEqual(['1:40', '16:40', '31:40']);
  });
});

describe('a server that says BYE to a FETCH', () => {
  const bye = (text: string) => connectionLostError(undefined, text);
  const long = { askedCount: 400, toldCount: 0 };
  const learned = (...acts: ((limits: FetchLimits) => void)[]) => {
    const limits = new FetchLimits();
    for (const act of acts) act(limits);
    return limits.idsMax;
  };
  const ended = (text: string, fetch = long) => {
    const error = bye(text);
    return (limits: FetchLimits) => limits.endedBy(error, fetch);
  };

  it('twice in a row is asked for a quarter, and again for a quarter of that', () => {
    expect(learned(ended('Connection is closed. 13'))).toBe(Infinity);
    const twice = [ended('Connection is closed. 13'), ended('Connection is closed. 13')];
    expect(learned(...twice)).toBe(100);
    expect(learned(...twice, ended('closed', { askedCount: 100, toldCount: 0 }))).toBe(25);
    expect(learned(ended('x'), ended('x', { askedCount: 400, toldCount: 60 }))).toBe(30);
  });

  it('is asked as before where as much was answered in between, or the end has another reason', () => {
    const both = (act: (limits: FetchLimits) => void) => learned(ended('x'), act, ended('x'));
    expect(both((limits) => limits.answered(400))).toBe(Infinity);
    expect(both((limits) => limits.answered(399))).toBe(100);
    const throttled = ended('Request is throttled. Suggested Backoff Time: 9 milliseconds');
    expect(learned(ended('x'), throttled)).toBe(Infinity);
    const silent = (limits: FetchLimits) => limits.endedBy(connectionLostError(), long);
    expect(learned(ended('x'), silent)).toBe(Infinity);
    // All that waited on one connection.
    const once = ended('x');
    expect(learned(once, once, once)).toBe(Infinity);
    const single = { askedCount: 1, toldCount: 0 };
    expect(learned(ended('x', single), ended('x', single))).toBe(Infinity);
  });
});

describe('a limit that was learned', () => {
  const often = (limits: FetchLimits, count: number) => {
    for (let n = 0; n < count; n += 1) limits.answered(limits.idsMax);
  };
  const bye = () => connectionLostError(undefined, 'Connection is closed. 13');

  it('grows a little after many answers in full, and on from there', () => {
    const limits = new FetchLimits();
    limits.learnIds(100);
    often(limits, 15);
    limits.answered(99);
    expect(limits.idsMax).toBe(100);
    often(limits, 1);
    expect(limits.idsMax).toBe(125);
    often(limits, 16);
    expect(limits.idsMax).toBe(150);
  });

  it('holds again as it was where more is refused, and is tried ever more seldom', () => {
    const limits = new FetchLimits();
    limits.learnIds(100);
    often(limits, 16);
    limits.learnIds(63);
    expect(limits.idsMax).toBe(100);
    often(limits, 63);
    expect(limits.idsMax).toBe(100);
    often(limits, 1);
    expect(limits.idsMax).toBe(125);
    // A server that takes less by now.
    limits.learnIds(63);
    limits.learnIds(50);
    expect(limits.idsMax).toBe(50);
  });

  it('is back at once where a connection ended of a little more', () => {
    const limits = new FetchLimits();
    limits.learnIds(100);
    often(limits, 16);
    limits.endedBy(bye(), { askedCount: 125, toldCount: 0 });
    expect(limits.idsMax).toBe(100);
    limits.endedBy(bye(), { askedCount: 100, toldCount: 0 });
    expect(limits.idsMax).toBe(100);
    limits.endedBy(bye(), { askedCount: 100, toldCount: 0 });
    expect(limits.idsMax).toBe(25);
  });

  it('never grows beyond what the server says itself', () => {
    const limits = new FetchLimits();
    limits.announced({ messageLimit: 110 } as ServerFeatures);
    often(limits, 100);
    expect(limits.idsMax).toBe(110);
    limits.learnIds(100);
    often(limits, 40);
    expect(limits.idsMax).toBe(110);
  });

  it('is not held against a server for ever: all comes, and in longer commands', async () => {
    let most = 10;
    const uids = Array.from({ length: 400 }, (_, at) => at + 1);
    const { session, sets } = limited({
      uids,
      answer: (found) =>
        found.length > most ? { told: [], end: 'NO [LIMIT] Too many messages' } : undefined,
    });
    expect((await read(session, uids)).toSorted((a, b) => a - b)).toEqual(uids);
    most = 1000;
    const lengths: number[] = [];
    for (let pass = 0; pass < 4; pass += 1) {
      sets.length = 0;
      expect(await read(session, uids)).toEqual(uids);
      lengths.push(sets.length);
    }
    expect(lengths.at(-1)).toBeLessThan(lengths[0] ?? 0);
  });
});
