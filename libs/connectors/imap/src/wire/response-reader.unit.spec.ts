import { seededRandom } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import type { LiteralSink, RawResponse } from './raw-response.ts';
import { ResponseReader } from './response-reader.ts';
import { parseUntagged } from './untagged.ts';
import { noMore, type Value } from './value-reader.ts';
import { wireLimits } from './wire-limits.ts';

function reader(place: { keepBytesMax: number } | LiteralSink = { keepBytesMax: 1000 }) {
  const responses: RawResponse[] = [];
  const made = new ResponseReader({
    onResponse: (r) => void responses.push(r),
    onLiteral: () => place,
  });
  return { responses, push: (text: string) => made.push(Buffer.from(text, 'latin1')) };
}

describe('ResponseReader', () => {
  const stream =
    '* 1 FETCH (UID 5 BODY[] {6}\r\na)\r\nb\n FLAGS (\\Seen))\r\n* OK words {5}\r\n* LIST () "/" {3}\r\nx\r\r\nM1 OK {9}\r\n* 2 FETCH (BODY[] {0}\r\n)\r\n';

  it('gives the same responses however the bytes are cut', () => {
    const whole = reader();
    whole.push(stream);
    expect(whole.responses).toHaveLength(5);
    expect(whole.responses[0]?.texts).toEqual(['* 1 FETCH (UID 5 BODY[] {6}', ' FLAGS (\\Seen))']);
    const random = seededRandom(3);
    for (let round = 0; round < 300; round += 1) {
      const cut = reader();
      for (let at = 0; at < stream.length;) {
        const next = at + 1 + Math.floor(random.next() * (round % 20));
        cut.push(stream.slice(at, next));
        at = next;
      }
      expect(cut.responses).toEqual(whole.responses);
    }
  });

  it('streams a literal without keeping it', () => {
    const seen: string[] = [];
    const { responses, push } = reader({
      onChunk: (chunk) => void seen.push(Buffer.from(chunk).toString()),
      onEnd: () => void seen.push('end'),
    });
    push('* 1 FETCH (BODY[] {8}\r\nabcd');
    push('efgh)\r\n');
    expect(seen).toEqual(['abcd', 'efgh', 'end']);
    expect(responses[0]?.literals).toEqual([undefined]);
  });

  it.each([
    ['an endless line', () => 'x'.repeat(wireLimits.lineBytesMax + 1)],
    [
      'an endless response',
      () => `* X ${'(a {0}\r\n'.repeat(wireLimits.literalsPerResponseMax + 1)}`,
    ],
    ['a literal above what is kept', () => '* LIST () "/" {4294967295}\r\n'],
    [
      'a literal whose size is no number of this world',
      () => `* LIST () "/" {${'9'.repeat(20)}}\r\n`,
    ],
  ])('ends at %s', (_, bytes) => {
    expect(() => reader().push(bytes())).toThrow(/end|literal/);
  });

  it('does not hold an endless line that comes in small pieces', () => {
    const { push } = reader();
    const piece = 'y'.repeat(60_000);
    expect(() => {
      for (let n = 0; n < 100; n += 1) push(piece);
    }).toThrow('has no end');
  });
});

describe('ValueReader', () => {
  const values = (text: string): (Value | typeof noMore)[] => {
    const { responses, push } = reader();
    push(text);
    const untagged = parseUntagged(responses[0] ?? { texts: [], literals: [] });
    const read = untagged?.values();
    const all: (Value | typeof noMore)[] = [];
    for (let value = read?.next(); value !== undefined && value !== noMore; value = read?.next())
      all.push(value);
    return all;
  };

  it('reads atoms, strings, literals, lists and NIL', () => {
    expect(
      values('* LIST (\\A (b "c\\"d")) NIL {2}\r\n"e BODY[HEADER.FIELDS (X Y)]<0> nil "NIL"\r\n'),
    ).toEqual([
      ['\\A', ['b', 'c"d']],
      null,
      Buffer.from('"e'),
      'BODY[HEADER.FIELDS (X Y)]<0>',
      null,
      'NIL',
    ]);
  });

  it('ends at nesting without end and at a string without end', () => {
    expect(() => values(`* LIST ${'('.repeat(100)}\r\n`)).toThrow('nested');
    expect(() => values('* LIST "abc\r\n')).toThrow('no end');
  });

  it('comes to an end on any garbage', () => {
    const random = seededRandom(9);
    const letters = '(){}[]"\\ ~a1+*%\u00e4<>';
    for (let round = 0; round < 3000; round += 1) {
      const garbage = Array.from(
        { length: 30 },
        () => letters[Math.floor(random.next() * letters.length)],
      ).join('');
      try {
        values(`* FETCH ${garbage}\r\n`);
      } catch (error) {
        expect((error as Error).name).toBe('WireViolation');
      }
    }
  });
});
