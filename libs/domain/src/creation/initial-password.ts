import { assert, type Random } from '@mailhaul/kernel';
import type { PasswordClass, PasswordRule } from './creation-settings.ts';

/** Without those that people take for another one when they copy them from paper. */
const letters: Readonly<Record<PasswordClass, string>> = {
  lower: 'abcdefghijkmnpqrstuvwxyz',
  upper: 'ABCDEFGHJKLMNPQRSTUVWXYZ',
  digits: '23456789',
  symbols: '!#%+-=?@_',
};

/** By the rule: every character drawn evenly, one of each class at least. `random` is fit for secrets. */
export function initialPassword({ length, classes }: PasswordRule, random: Random): string {
  assert(classes.length > 0 && length >= classes.length, 'a password has room for its classes');
  const all = classes.map((name) => letters[name]).join('');
  const drawn = classes.map((name) => pick(letters[name], random));
  while (drawn.length < length) drawn.push(pick(all, random));
  for (let at = drawn.length - 1; at > 0; at -= 1) {
    const other = below(at + 1, random);
    [drawn[at], drawn[other]] = [drawn[other] ?? '', drawn[at] ?? ''];
  }
  // In a table it is no formula.
  const first = drawn.findIndex((one) => !letters.symbols.includes(one));
  if (first > 0) [drawn[0], drawn[first]] = [drawn[first] ?? '', drawn[0] ?? ''];
  return drawn.join('');
}

function pick(from: string, random: Random): string {
  return from.charAt(below(from.length, random));
}

/** Evenly: bytes past the last whole multiple are drawn again. */
function below(max: number, random: Random): number {
  const limit = 256 - (256 % max);
  for (;;) {
    const [byte = 0] = random.bytes(1);
    if (byte < limit) return byte % max;
  }
}
