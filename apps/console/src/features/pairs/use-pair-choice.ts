'use client';

import type { Pair, PairAction, PairSelection } from '@mailhaul/contracts';
import { useMemo, useRef } from 'react';
import { mailboxes } from '../../lib/format.ts';
import { isEmpty, type Selection } from '../../lib/selection.ts';
import type { RowFeed } from '../../ui/table/use-rows.ts';
import { useKnownRows } from '../../ui/table/use-known-rows.ts';
import { type ChosenPairs, useTellChosen } from './chosen-pairs.tsx';
import type { PairDeedRun } from './use-pair-deed.tsx';

interface ChoiceOptions {
  readonly selection: Selection;
  readonly count: number;
  readonly rows: RowFeed<Pair>;
  /** The filters of the table: what is meant where all that match are chosen. */
  readonly matching: Extract<PairSelection, { matching: object }>['matching'];
  readonly deed: { readonly run: PairDeedRun };
}

const noIds: ReadonlySet<string> = new Set();

/** What may be done with the rows that are chosen; the actions outside of the table are told as well. */
export function usePairChoice(options: ChoiceOptions): ChosenPairs | undefined {
  const { selection, count } = options;
  const latest = useRef(options);
  latest.current = options;
  const pairs = useKnownRows(options.rows, selection.kind === 'rows' ? selection.ids : noIds);
  const chosen = useMemo(() => {
    if (isEmpty(selection)) return undefined;
    const asked: PairSelection =
      selection.kind === 'rows'
        ? { ids: [...selection.ids] }
        : { matching: latest.current.matching };
    // One mailbox by its name, several by their number.
    const what = (count === 1 ? pairs[0]?.source : undefined) ?? mailboxes(count);
    return {
      ...{ count, what, pairs },
      selection: asked,
      run: (action: PairAction, priority?: number) =>
        latest.current.deed.run(action, { selection: asked, what }, priority),
    };
  }, [selection, count, pairs]);
  useTellChosen(chosen);
  return chosen;
}
