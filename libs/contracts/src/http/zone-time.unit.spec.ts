import { expect, it } from 'vitest';
import { localText, wallMs } from './zone-time.ts';

it.each([
  ['2026-12-24T22:00', 'Europe/Berlin', '2026-12-24T21:00Z'],
  ['2026-07-24T22:00', 'Europe/Berlin', '2026-07-24T20:00Z'],
  ['2026-07-24T22:00', 'Asia/Kolkata', '2026-07-24T16:30Z'],
  // Twice: the first; never: behind the gap.
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30Z'],
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30Z'],
])('%s in %s is %s', (text, zone, at) => {
  expect(wallMs(text, zone)).toBe(Date.parse(at));
});

it('reads back what it writes, and nothing that is no time', () => {
  const at = Date.parse('2026-12-24T21:00Z');
  expect(localText(at, 'Europe/Berlin')).toBe('2026-12-24T22:00');
  expect(wallMs('', 'Europe/Berlin')).toBeUndefined();
});
