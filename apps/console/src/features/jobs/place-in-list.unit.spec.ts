import { describe, expect, it } from 'vitest';
import { placeInList } from './place-in-list.ts';

describe('the keys of a list', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 4, 4],
    ['ArrowUp', 0, 0],
    ['Home', 3, 0],
    ['End', 1, 4],
    ['ArrowLeft', 1, undefined],
  ])('%s at %s of five leads to %s', (key, at, place) => {
    expect(placeInList(key, at, 5)).toBe(place);
  });
});
