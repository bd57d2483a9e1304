import { describe, expect, it } from 'vitest';
import { placeAfterKey } from './place-after-key.ts';

describe('the keys of a toolbar', () => {
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 4, 0],
    ['ArrowLeft', 0, 4],
    ['Home', 3, 0],
    ['End', 1, 4],
    ['ArrowDown', 1, undefined],
    ['a', 1, undefined],
  ])('%s at %s of five leads to %s', (key, at, place) => {
    expect(placeAfterKey(key, at, 5)).toBe(place);
  });
});
