/** Characters from here on are written in three of this range: 7 bits each, the highest first. */
const escapesFrom = 0xd700;

/**
 * Text that every server of MongoDB's protocol sorts by code points: MongoDB compares bytes of UTF-8, some others units of UTF-16, by which
 * characters beyond U+FFFF come before those from U+E000. What stands before and behind stays; equal and contained stay what they are.
 */
export function orderedText(text: string): string {
  if (!needsEscape.test(text)) return text;
  return text.replace(escapable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const digits = [code >> 14, (code >> 7) & 0x7f, code & 0x7f];
    return String.fromCharCode(...digits.map((digit) => escapesFrom + digit));
  });
}

const needsEscape = /[\ud700-\uffff]/;
const escapable = /[\u{d700}-\u{10ffff}]/gu;
