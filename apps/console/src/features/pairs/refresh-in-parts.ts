import type { AddressRefresh, PairSelection } from '@mailhaul/contracts';
import { partsOf } from './in-parts.ts';

/** Who was chosen one by one may be more than one request names; the results of all of them are one answer. */
export async function refreshInParts(
  selection: PairSelection,
  send: (part: PairSelection) => Promise<AddressRefresh>,
): Promise<AddressRefresh> {
  const answers: AddressRefresh[] = [];
  for (const part of partsOf(selection)) answers.push(await send(part));
  return {
    source: sumOf(answers.flatMap(({ source }) => source ?? [])),
    target: sumOf(answers.flatMap(({ target }) => target ?? [])),
    rows: answers.flatMap(({ rows }) => rows),
    words: [...new Set(answers.flatMap(({ words }) => words))],
  };
}

function sumOf<Counts extends Readonly<Record<string, number>>>(
  all: readonly Counts[],
): Counts | undefined {
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  const total = (name: string) => others.reduce((sum, one) => sum + (one[name] ?? 0), 0);
  const sums = Object.entries(first).map(([name, count]) => [name, count + total(name)]);
  return Object.fromEntries(sums) as Counts;
}
