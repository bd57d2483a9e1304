/**
 * Text from servers and files, made safe for a terminal and for one line: control characters (C0, DEL, C1),
 * line separators and the marks that turn the direction of writing become `?`; lone surrogates too.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufffd]/gu, '?');
}

/** At most `width` characters, the end replaced by `…`. */
export function clipEnd(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  return `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Lines of at most `width` characters, broken at blanks where there are any; following lines are indented. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > width && lines.length < wrappedLinesMax) {
    const blank = rest.lastIndexOf(' ', width);
    const cut = blank > width / 2 ? blank : width;
    lines.push(rest.slice(0, cut).join(''));
    rest = [...`  ${rest.slice(cut).join('').trimStart()}`];
  }
  lines.push(clipEnd(rest.join(''), width));
  return lines;
}

const wrappedLinesMax = 20;

/** Breaks at blanks only, so that a path stays whole; following lines are indented like the first, and a bit more. */
export function wrapAtBlanks(text: string, width: number): string[] {
  const indent = /^ */u.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = indent;
  for (const word of text.trim().split(' ')) {
    const isFresh = line.trim() === '';
    if (!isFresh && [...line].length + 1 + [...word].length > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isFresh ? word : ` ${word}`;
  }
  return [...lines, line];
}
