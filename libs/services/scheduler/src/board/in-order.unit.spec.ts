import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

const ascending = (a: number, b: number) => a - b;

it('gives what sorting gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      expect([...inOrder([...numbers], ascending)]).toEqual(numbers.toSorted(ascending));
    }),
  );
});

it('compares little for the first', () => {
  let count = 0;
  const numbers = Array.from({ length: 10_000 }, (_, n) => (n * 7_919) % 10_000);
  const counting = (a: number, b: number) => {
    count += 1;
    return a - b;
  };
  for (const first of inOrder(numbers, counting)) {
    expect(first).toBe(0);
    break;
  }
  expect(count).toBeLessThan(40_000);
});
