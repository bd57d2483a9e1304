/** RFC 3454 C.1.2: blanks of other scripts. */
const foreignSpaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
/** RFC 3454 B.1: what says nothing. */
const silent = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
/** RFC 4013 §2.3. */
const prohibited =
  /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u06dd\u070f\u180e\u2028\u2029\u2061-\u2063\u206a-\u206f\ufff9-\ufffd\u{1d173}-\u{1d17a}\u2ff0-\u2ffb\u200e\u200f\u202a-\u202e\u{e0001}\u{e0020}-\u{e007f}]|\u0340|\u0341/u;
/** RFC 3454 D.1: written from right to left. */
const rightToLeft =
  /[\u05be\u05c0\u05c3\u05d0-\u05ea\u05f0-\u05f4\u061b\u061f\u0621-\u063a\u0640-\u064a\u066d-\u066f\u0671-\u06d5\u06dd\u06e5\u06e6\u06fa-\u06fe\u0700-\u070d\u0710\u0712-\u072c\u0780-\u07a5\u07b1\u200f\ufb1d\ufb1f-\ufb28\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40\ufb41\ufb43\ufb44\ufb46-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfc\ufe70-\ufe74\ufe76-\ufefc]/u;

/**
 * A name or password as RFC 4013 writes it, so that the same password typed on two keyboards is the same; undefined where
 * it allows no such text. Letters stand for the left-to-right characters of RFC 3454 D.2, and characters that are younger
 * than Unicode 3.2 are let pass, as in a query.
 */
export function saslprep(text: string): string | undefined {
  const plain = text.replace(foreignSpaces, ' ').replace(silent, '').normalize('NFKC');
  return !prohibited.test(plain) && isOneWay([...plain]) ? plain : undefined;
}

/** RFC 3454 §6. */
function isOneWay(characters: readonly string[]): boolean {
  const isRight = characters.map((character) => rightToLeft.test(character));
  if (!isRight.includes(true)) return true;
  const isMixed = characters.some(
    (character, at) => isRight[at] !== true && /\p{L}/u.test(character),
  );
  return !isMixed && isRight.at(0) === true && isRight.at(-1) === true;
}
