import { expect, it } from 'vitest';
import { KeptMemory } from '../spec-support/kept-memory.ts';
import { NumberBook } from './number-book.ts';

const ids = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `item-${from + n}`);

async function numbersIn(memory: KeptMemory, all: readonly string[]): Promise<unknown[]> {
  const book = await NumberBook.open(memory, 'folder');
  return all.map((id) => book.numberOf(id));
}

it('gives each item one number for ever, in the order in which they came', async () => {
  const memory = new KeptMemory();
  const book = await NumberBook.open(memory, 'folder');
  await book.add(ids(1, 3));
  await book.add([...ids(2, 3), 'item-4']);
  await book.followTo('state');
  expect(book.nextNumber).toBe(5);
  expect(await numbersIn(memory, ids(1, 5))).toEqual([1, 2, 3, 4, undefined]);
  expect((await NumberBook.open(memory, 'folder')).followedTo).toBe('state');
  const other = await NumberBook.open(memory, 'another folder');
  expect([other.nextNumber, other.followedTo]).toEqual([1, '']);
});

it('tells no number that is not durable', async () => {
  const memory = new KeptMemory();
  const book = await NumberBook.open(memory, 'folder');
  await book.add(ids(1, 2));
  memory.room = 0;
  await expect(book.add(ids(3, 2))).rejects.toThrow();
  expect([book.numberOf('item-3'), book.nextNumber]).toEqual([undefined, 3]);
  memory.room = Infinity;
  await book.add(ids(4, 1));
  expect(await numbersIn(memory, ids(1, 4))).toEqual([1, 2, undefined, 3]);
});

it('is put together now and then, and loses nothing to a death at any entry', async () => {
  const memory = new KeptMemory();
  const book = await NumberBook.open(memory, 'folder');
  for (let n = 1; n <= 200; n += 1) {
    const died = memory.copy();
    await book.add(ids(n, 1));
    expect((await NumberBook.open(died, 'folder')).nextNumber).toBe(n);
  }
  const [entries] = [...memory.entries.values()];
  expect(entries?.length).toBeLessThan(100);
  expect(await numbersIn(memory, ids(1, 200))).toEqual(
    Array.from({ length: 200 }, (_, n) => n + 1),
  );
});

it('of more items than an entry holds is kept in several, and never begun anew', async () => {
  const memory = new KeptMemory();
  const book = await NumberBook.open(memory, 'folder');
  await book.add(ids(1, 80_000));
  for (let n = 0; n < 70; n += 1) await book.add(ids(80_001 + n, 1));
  const again = await NumberBook.open(memory, 'folder');
  expect(again.nextNumber).toBe(80_071);
  expect(['item-1', 'item-32769', 'item-80070'].map((id) => again.numberOf(id))).toEqual([
    1, 32_769, 80_070,
  ]);
});

it('knows an item that was kept twice by its first number, and misses none behind it', async () => {
  const memory = new KeptMemory();
  const [one, other] = [
    await NumberBook.open(memory, 'folder'),
    await NumberBook.open(memory, 'folder'),
  ];
  await one.add(ids(1, 2));
  await other.add(ids(1, 3));
  expect(await numbersIn(memory, ids(1, 3))).toEqual([1, 2, 3]);
});
