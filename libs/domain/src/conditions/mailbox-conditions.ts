import { unreachable } from '@mailhaul/kernel';

/** What a job takes or leaves out of whom its source knows. An exclusion wins over every inclusion, in whatever order they stand. */
export type MailboxCondition = {
  readonly effect: 'include' | 'exclude';
} & (
  | { readonly by: 'all' }
  | { readonly by: 'public-folders' }
  /** Chosen one by one, by their stable ids. */
  | { readonly by: 'chosen'; readonly ids: readonly string[] }
  /** Members of the group, through groups in it as well; read anew each time. */
  | { readonly by: 'group'; readonly group: string }
  /** Those in the unit or below it. */
  | { readonly by: 'unit'; readonly unit: string }
  /** `*@sales.example`: of the address, whatever the case; `*` stands for any letters or none. */
  | { readonly by: 'pattern'; readonly pattern: string }
  /** Rows of a CSV. */
  | { readonly by: 'list'; readonly addresses: readonly string[] }
);

/** A job whose conditions nobody has touched. */
export const usualConditions: readonly MailboxCondition[] = [
  { effect: 'include', by: 'all' },
  { effect: 'include', by: 'public-folders' },
];

/** A mailbox that the source has now. Personal. */
export interface KnownMailbox {
  /** Stable, however it is renamed or moved. */
  readonly id: string;
  readonly address: string;
  /** What else it is written to by. */
  readonly aliases?: readonly string[];
  /** For people. */
  readonly name?: string;
  readonly kind: 'user' | 'shared' | 'room' | 'equipment' | 'public' | 'system';
  /** Of the groups and units that conditions name: those it is in, spelt as they are there. */
  readonly groups: readonly string[];
  readonly units: readonly string[];
}

/** Why a mailbox is in a job or not: the condition that decided; absent: none holds for it. */
export interface Selection {
  readonly isIn: boolean;
  readonly condition?: MailboxCondition;
}

/** Whether the conditions take the mailbox; the first exclusion that holds is the reason, else the first inclusion. */
export function selectedBy(
  conditions: readonly MailboxCondition[],
  mailbox: KnownMailbox,
): Selection {
  const holding = conditions.filter((condition) => holds(condition, mailbox));
  const excluding = holding.find(({ effect }) => effect === 'exclude');
  const condition = excluding ?? holding[0];
  if (condition === undefined) return { isIn: false };
  return { isIn: excluding === undefined, condition };
}

/** Mailboxes that belong to Exchange itself hold no mail of people: only by name they are taken. */
function holds(condition: MailboxCondition, mailbox: KnownMailbox): boolean {
  const { address, kind, id, groups, units } = mailbox;
  switch (condition.by) {
    case 'all':
      return kind !== 'public' && kind !== 'system';
    case 'public-folders':
      return kind === 'public';
    case 'chosen':
      return namedBy(condition.ids).has(id.toLowerCase());
    case 'group':
      return groups.includes(condition.group);
    case 'unit':
      return units.includes(condition.unit);
    case 'pattern':
      return matches(address.toLowerCase(), condition.pattern.toLowerCase());
    case 'list':
      return namedBy(condition.addresses).has(address.toLowerCase());
    default:
      return unreachable(condition);
  }
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The names of a condition, in lower case; looked through once, however many mailboxes are asked about. */
export function namedBy(names: readonly string[]): ReadonlySet<string> {
  const known = sets.get(names);
  if (known !== undefined) return known;
  const made = new Set(names.map((name) => name.toLowerCase()));
  sets.set(names, made);
  return made;
}

/** Each piece between two stars is looked for once, behind the one before: no text takes long, whatever the pattern. */
function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= end;
}
