import { contentHashOf } from '@mailhaul/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forEachPackedItem, type LedgerItem, packItems } from './item-pack.ts';
import { packedIdsMax, packIds, PackReader, PackWriter, unpackIds } from './packing.ts';

const uint = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const int = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
const id = fc.nat({ max: 2 ** 32 - 1 });
/** Mostly neighbours, as ids come. */
const idList = fc
  .array(fc.tuple(id, fc.nat({ max: 40 })), { maxLength: 20 })
  .map((runs) => runs.flatMap(([first, run]) => Array.from({ length: run }, (_, i) => first + i)));

function finished(write: (out: PackWriter) => void): string {
  const out = new PackWriter();
  write(out);
  return out.finish();
}

describe('packed numbers', () => {
  it('come back as they were, in their order', () => {
    const field = fc.oneof(
      fc.record({ kind: fc.constant('uint' as const), value: uint }),
      fc.record({ kind: fc.constant('int' as const), value: int }),
      fc.record({ kind: fc.constant('raw' as const), value: fc.uint8Array({ maxLength: 700 }) }),
    );
    const roundTrip = fc.property(fc.array(field, { maxLength: 60 }), (fields) => {
      const text = finished((out) => {
        for (const { kind, value } of fields) {
          if (kind === 'raw') out.raw(value);
          else out[kind](value);
        }
      });
      const reader = new PackReader(text);
      for (const { kind, value } of fields) {
        if (kind === 'raw') expect([...reader.raw(value.byteLength)]).toEqual([...value]);
        else expect(reader[kind]()).toBe(value);
      }
      expect(reader.isAtEnd).toBe(true);
    });
    fc.assert(roundTrip);
  });

  it('are small where the number is', () => {
    const lengthOf = (value: number) =>
      Buffer.from(
        finished((out) => out.int(value)),
        'base64',
      ).length;
    expect([0, -1, 63, -64, 64, 8191, 8192].map(lengthOf)).toEqual([1, 1, 1, 1, 2, 2, 3]);
  });

  it('that JSON could not keep are refused', () => {
    for (const value of [-1, 0.5, NaN, Number.MAX_SAFE_INTEGER + 1]) {
      expect(() => finished((out) => out.uint(value))).toThrow(/safe integers/);
    }
  });

  it('without an end are refused', () => {
    expect(() => new PackReader(Buffer.alloc(12, 0x80).toString('base64')).uint()).toThrow(
      /too long/,
    );
    expect(() => new PackReader('').uint()).toThrow(/cut short/);
    expect(() => new PackReader('').raw(1)).toThrow(/cut short/);
  });
});

describe('packed ids', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(idList, (ids) => {
        expect(unpackIds(packIds(ids))).toEqual(ids);
      }),
    );
  });

  it('cost next to nothing where they are neighbours', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => i + 4_000_000);
    expect(packIds(many).length).toBeLessThanOrEqual(12);
    expect(unpackIds(packIds(many))).toEqual(many);
  });

  it('cut anywhere are refused or fewer, never others', () => {
    const cut = fc.property(idList, fc.double({ min: 0, max: 1, noNaN: true }), (ids, at) => {
      const bytes = Buffer.from(packIds(ids), 'base64');
      const some = bytes.subarray(0, Math.floor(at * bytes.length)).toString('base64');
      let read: number[];
      try {
        read = unpackIds(some);
      } catch (error) {
        expect((error as Error).message).toMatch(/cut short/);
        return;
      }
      // A run whose length was cut to fewer digits is shorter.
      expect(ids.slice(0, read.length)).toEqual(read);
    });
    fc.assert(cut);
  });

  it('of a run without measure are refused before they are made', () => {
    const hostile = finished((out) => {
      out.int(1);
      out.uint(packedIdsMax);
    });
    expect(() => unpackIds(hostile)).toThrow(/too many/);
    const runs = finished((out) => {
      for (let i = 0; i < 3; i += 1) {
        out.int(1);
        out.uint(packedIdsMax / 2);
      }
    });
    expect(() => unpackIds(runs)).toThrow(/too many/);
  });
});

describe('packed items', () => {
  const hash = fc.option(
    fc.string().map((text) => contentHashOf(Buffer.from(text))),
    { nil: undefined },
  );
  const epochSeconds = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
  const items: fc.Arbitrary<LedgerItem[]> = fc.array(
    fc.record({ sourceId: id, size: uint, epochSeconds, hash }),
    { maxLength: 60 },
  );

  function read(text: string): LedgerItem[] {
    const out: LedgerItem[] = [];
    const count = forEachPackedItem(text, ({ id: sourceId, size, date, hash: bytes }) => {
      const hex = Buffer.from(bytes).toString('hex') as LedgerItem['hash'];
      out.push({
        sourceId,
        size,
        epochSeconds: date,
        hash: /^0+$/.test(hex ?? '') ? undefined : hex,
      });
    });
    expect(count).toBe(out.length);
    return out;
  }

  it('come back as they were', () => {
    fc.assert(
      fc.property(items, (some) => {
        expect(read(packItems(some))).toEqual(some);
      }),
    );
  });

  it('cut anywhere are refused', () => {
    const cut = fc.property(items, fc.double({ min: 0, max: 0.999, noNaN: true }), (some, at) => {
      const bytes = Buffer.from(packItems(some), 'base64');
      const part = bytes.subarray(0, Math.floor(at * bytes.length)).toString('base64');
      expect(() => read(part)).toThrow(/cut short/);
    });
    fc.assert(cut);
  });

  it('that claim to be more than their bytes are refused at the first that is missing', () => {
    const hostile = finished((out) => out.uint(Number.MAX_SAFE_INTEGER));
    expect(() => read(hostile)).toThrow(/cut short/);
  });
});
