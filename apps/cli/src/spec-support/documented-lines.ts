import { readFileSync } from 'node:fs';

/** A command line of `mailhaul` as a page of the documentation shows it. */
export interface DocumentedLine {
  /** `README.md:31`: where it begins. */
  readonly place: string;
  /** The heading it stands under. */
  readonly heading: string;
  /** True: meant to be typed. False: only named in running text, its options perhaps left out. */
  readonly isInBlock: boolean;
  /** What the shell hands over, `mailhaul` itself left out. */
  readonly args: readonly string[];
}

/** All of one page, in its code blocks and in running text. Blocks that show the grammar (`[options]`) are no command lines. */
export function documentedLines(root: URL, page: string): DocumentedLine[] {
  const lines = readFileSync(new URL(page, root), 'utf8').split('\n');
  const found: DocumentedLine[] = [];
  let heading = '';
  let block: string[] | undefined;
  for (const [index, line] of lines.entries()) {
    const place = `${page}:${index + 1}`;
    if (line.trimStart().startsWith('```')) {
      if (block === undefined) block = blockFrom(lines, index + 1);
      else block = undefined;
    } else if (block === undefined) {
      heading = /^#+ (.*)/u.exec(line)?.[1] ?? heading;
      // Running text is broken anywhere, also inside of a command line.
      const paragraph = `${line} ${lines[index + 1]?.trim() ?? ''}`;
      for (const { index: at, 1: code = '' } of paragraph.matchAll(/`(mailhaul [^`]+)`/gu))
        if (at < line.length)
          found.push({ place, heading, isInBlock: false, args: shellWords(code).slice(1) });
    } else if (/^\s*mailhaul /u.test(line) && !block.some((each) => each.includes('[options]'))) {
      found.push({
        place,
        heading,
        isInBlock: true,
        args: shellWords(joined(lines, index)).slice(1),
      });
    }
  }
  return found;
}

function blockFrom(lines: readonly string[], start: number): string[] {
  const rest = lines.slice(start);
  return rest.slice(
    0,
    rest.findIndex((line) => line.trimStart().startsWith('```')),
  );
}

/** A backslash at its end continues a line. */
function joined(lines: readonly string[], start: number): string {
  let end = start;
  while (lines[end]?.endsWith('\\') === true) end += 1;
  return lines
    .slice(start, end + 1)
    .map((line) => line.replace(/\\$/u, ''))
    .join(' ');
}

/** As a POSIX shell divides it, as far as our pages go: blanks, both kinds of quotes, a comment at the end. */
function shellWords(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/gu) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  const kept = comment === -1 ? words : words.slice(0, comment);
  return kept.map((word) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"/gu,
      (_, single?: string, double?: string) => single ?? double ?? '',
    ),
  );
}
