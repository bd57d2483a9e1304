import { type PairActionResult, type PairSelection, selectionIdsMax } from '@mailhaul/contracts';

const nothing: PairActionResult = { done: 0, unchanged: 0, refused: [], refusedMore: 0 };

/** More mailboxes than one request names are sent one part after the other; what became of all of them is one answer. */
export async function inParts(
  selection: PairSelection,
  send: (part: PairSelection) => Promise<PairActionResult>,
): Promise<PairActionResult> {
  let sum = nothing;
  for (const one of partsOf(selection)) {
    const part = await send(one);
    sum = {
      ...part,
      done: sum.done + part.done,
      unchanged: sum.unchanged + part.unchanged,
      refused: [...sum.refused, ...part.refused],
      refusedMore: sum.refusedMore + part.refusedMore,
    };
  }
  return sum;
}

/** What one request may name each. */
export function partsOf(selection: PairSelection): readonly PairSelection[] {
  if (!('ids' in selection) || selection.ids.length <= selectionIdsMax) return [selection];
  const parts: PairSelection[] = [];
  for (let at = 0; at < selection.ids.length; at += selectionIdsMax) {
    parts.push({ ids: selection.ids.slice(at, at + selectionIdsMax) });
  }
  return parts;
}
