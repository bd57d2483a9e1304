import type { Selection } from '../server/selection.ts';
import { firstIndexFromUid } from '../store/stored-folder.ts';
import { mergeRanges, parseSequenceSet } from '../wire/sequence-set.ts';
import { SyntaxProblem } from '../wire/tokens.ts';

/**
 * The indexes in the selection's view that a set names, ascending, as ranges from–below. Unknown uids are no
 * error (RFC 3501 §6.4.8), unknown sequence numbers are. @throws SyntaxProblem
 */
export function messageRanges(
  selection: Selection,
  text: string,
  isUid: boolean,
): readonly (readonly [from: number, below: number])[] {
  const { view } = selection;
  const largest = isUid ? (view.at(-1)?.uid ?? 0) : view.length;
  const set = parseSequenceSet(text, largest);
  if (set === undefined) throw new SyntaxProblem('Invalid message set');
  const merged = mergeRanges(set);
  if (isUid) {
    return merged.map(([from, to]) => [
      firstIndexFromUid(view, from),
      firstIndexFromUid(view, to + 1),
    ]);
  }
  if (view.length === 0) return [];
  return merged.map(([from, to]) => {
    if (to > view.length) throw new SyntaxProblem('No message has that number');
    return [from - 1, to];
  });
}
