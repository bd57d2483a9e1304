import { cleanText } from '../../text/clean-text.ts';
import { formatCount } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';

/** Something that people call by its id or one of its names. */
export interface Named {
  readonly id: string;
  readonly names: readonly string[];
  /** For people, where several are meant. */
  readonly label: string;
}

export interface Wanted {
  /** As typed. */
  readonly text: string;
  /** `job`, `mailbox pair`. */
  readonly what: string;
  /** What shows those that there are. */
  readonly lister: string;
}

const candidatesShownMax = 10;

/**
 * The one with that id; else with that name, to the letter or but for case; else the only one whose id or name begins
 * like that. @throws UsageError where there is none, or several, which it lists
 */
export function chooseOne<T extends Named>(candidates: readonly T[], wanted: Wanted): T {
  const { text, what, lister } = wanted;
  const shown = JSON.stringify(cleanText(text));
  const folded = text.toLowerCase();
  const levels: ((one: T) => boolean)[] = [
    ({ id }) => id === text,
    ({ names }) => names.includes(text),
    ({ names }) => names.some((name) => name.toLowerCase() === folded),
    ({ id, names }) => [id, ...names].some((name) => name.toLowerCase().startsWith(folded)),
  ];
  for (const isMeant of levels) {
    const [only, ...others] = candidates.filter(isMeant);
    if (only === undefined) continue;
    if (others.length === 0) return only;
    const labels = [only, ...others].map(({ id, label }) => `  ${id}  ${cleanText(label)}`);
    const more = labels.length - candidatesShownMax;
    throw new UsageError(
      [
        `${shown} could be any of ${formatCount(labels.length)}:`,
        ...labels.slice(0, candidatesShownMax),
        ...(more > 0 ? [`  … and ${formatCount(more)} more`] : []),
      ].join('\n'),
      `write more of its name, or its id`,
    );
  }
  throw new UsageError(`there is no ${what} ${shown}`, `${lister} shows those that there are`);
}

/** As made by us: nothing is to be looked up. */
export function isWholeId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(text);
}
