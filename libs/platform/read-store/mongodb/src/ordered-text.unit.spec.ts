import { expect, it } from 'vitest';
import { orderedText } from './ordered-text.ts';

const characters = [
  '',
  'a',
  '\u06ff',
  '\ud6ff',
  '\ud700',
  '\ud7ff',
  '\ue000',
  '\uffee',
  '🚚',
  '\u{10ffff}',
];
const texts = characters.flatMap((a) => characters.map((b) => a + b));
const byCodePoints = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

it('is in the order of code points, whether bytes of UTF-8 or units of UTF-16 are compared', () => {
  for (const a of texts) {
    for (const b of texts) {
      const order = Math.sign(byCodePoints(a, b));
      expect(Math.sign(byUnits(orderedText(a), orderedText(b)))).toBe(order);
      expect(Math.sign(byCodePoints(orderedText(a), orderedText(b)))).toBe(order);
      expect(orderedText(a).includes(orderedText(b))).toBe(a.includes(b));
    }
  }
});

it('leaves plain text as it is', () => {
  expect(orderedText('ÄÖ мир 中')).toBe('ÄÖ мир 中');
});
