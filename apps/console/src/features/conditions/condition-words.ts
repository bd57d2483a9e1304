import type { MailboxConditionInput } from '@mailhaul/contracts';
import { counted, mailboxes } from '../../lib/format.ts';

/** A job whose conditions nobody has touched. */
export const usualConditions: readonly MailboxConditionInput[] = [
  { effect: 'include', by: 'all' },
  { effect: 'include', by: 'public-folders' },
];

export const kindLabels: Readonly<Record<MailboxConditionInput['by'], string>> = {
  all: 'All mailboxes',
  'public-folders': 'Public folders',
  chosen: 'Chosen mailboxes',
  group: 'Members of a group',
  unit: 'An organisational unit',
  pattern: 'Addresses by pattern',
  list: 'A list of addresses',
};

/** What a condition is about, in a line. */
export function sayCondition(condition: MailboxConditionInput): string {
  switch (condition.by) {
    case 'all':
      return 'All mailboxes that people use';
    case 'public-folders':
      return 'Public folders';
    case 'chosen':
      return `${mailboxes(condition.ids.length)} chosen one by one`;
    case 'group':
      return `Members of ${nameOf(condition.group)}`;
    case 'unit':
      return `Whoever stands in ${nameOf(condition.unit)} or below`;
    case 'pattern':
      return `Addresses like ${condition.pattern}`;
    case 'list':
      return `${counted(condition.addresses.length, 'address', 'addresses')} of a list`;
  }
}

/** What else tells it from others of its kind; undefined: nothing. */
export function conditionDetail(condition: MailboxConditionInput): string | undefined {
  switch (condition.by) {
    case 'group':
      return nameOf(condition.group) === condition.group ? undefined : condition.group;
    case 'unit':
      return nameOf(condition.unit) === condition.unit ? undefined : condition.unit;
    case 'list':
      return sample(condition.addresses);
    default:
      return undefined;
  }
}

const sampleMax = 3;

function sample(values: readonly string[]): string {
  const more = values.length - sampleMax;
  return `${values.slice(0, sampleMax).join(', ')}${more > 0 ? ` and ${counted(more, 'more', 'more')}` : ''}`;
}

/** Of a distinguished name what people call it: `cn=Staff,ou=Berlin,…` is Staff. */
export function nameOf(dn: string): string {
  const [, first] = /^(?:cn|ou|o)=((?:\\.|[^,\\])+),/i.exec(dn) ?? [];
  return first === undefined ? dn : first.replaceAll(/\\(.)/g, '$1');
}

/** Addresses as people paste them: one a line, or the first column of a CSV. Those that are none are given back. */
export function addressesOf(text: string): {
  readonly addresses: readonly string[];
  readonly wrong: readonly string[];
} {
  const cells = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => (line.split(/[,;\t]/)[0] ?? '').trim().replace(/^"(.*)"$/, '$1'))
    .filter((cell) => cell !== '');
  const rows = isHead(cells[0]) ? cells.slice(1) : cells;
  const isAddress = (cell: string) => /^[^\s@]+@[^\s@]+$/.test(cell);
  const unique = new Map(rows.filter(isAddress).map((cell) => [cell.toLowerCase(), cell]));
  return { addresses: [...unique.values()], wrong: rows.filter((cell) => !isAddress(cell)) };
}

function isHead(cell: string | undefined): boolean {
  return cell !== undefined && /^[a-z][a-z _-]*$/i.test(cell);
}
