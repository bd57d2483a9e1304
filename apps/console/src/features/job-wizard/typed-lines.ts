/** Mailboxes that were typed, as a CSV for the import; or why they cannot be taken. */
export type TypedMailboxes =
  | {
      readonly kind: 'csv';
      readonly csv: string;
      readonly count: number;
      readonly hasTargets: boolean;
    }
  | { readonly kind: 'fault'; readonly message: string };

/** A line for each: the source mailbox and, behind a blank, a comma, a semicolon or an arrow, its target. */
export function typedMailboxes(text: string): TypedMailboxes {
  const lines = text
    .split('\n')
    .map((line, at) => ({ at: at + 1, words: line.split(/(?:\s|[,;→]|->)+/u).filter(Boolean) }))
    .filter(({ words }) => words.length > 0);
  const tooLong = lines.find(({ words }) => words.length > 2);
  if (tooLong !== undefined)
    return fault(`Line ${tooLong.at} names more than a source and a target`);
  const hasTargets = lines.some(({ words }) => words.length === 2);
  const without = hasTargets ? lines.find(({ words }) => words.length === 1) : undefined;
  if (without !== undefined)
    return fault(`Line ${without.at} has no target: give one to each line, or to none`);
  const head = hasTargets ? ['source', 'target'] : ['source'];
  const rows = [head, ...lines.map(({ words }) => words)];
  const csv = rows.map((cells) => `${cells.map(cell).join(',')}\n`).join('');
  return { kind: 'csv', csv, count: lines.length, hasTargets };
}

function cell(word: string): string {
  return /["']/u.test(word) ? `"${word.replaceAll('"', '""')}"` : word;
}

function fault(message: string): TypedMailboxes {
  return { kind: 'fault', message };
}
