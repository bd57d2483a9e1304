const serverTextCharsMax = 500;

/** A server's words for people: without controls, line separators, and marks that turn the direction of what follows. */
export function cleanServerText(text: string): string {
  const clean = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return clean.trim().slice(0, serverTextCharsMax);
}
