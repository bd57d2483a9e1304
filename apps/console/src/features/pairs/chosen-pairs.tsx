'use client';

import type { Pair, PairAction, PairSelection } from '@mailhaul/contracts';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';

/** The mailboxes of a table that are chosen now, for what stands outside of the table. */
export interface ChosenPairs {
  readonly count: number;
  readonly selection: PairSelection;
  /** How they are called in a sentence: an address, or `12 mailboxes`. */
  readonly what: string;
  /** Those whose rows are loaded: all that were chosen one by one. */
  readonly pairs: readonly Pair[];
  readonly run: (action: PairAction, priority?: number) => void;
}

type Tell = (chosen: ChosenPairs | undefined) => void;

// Two of them: the table that tells is not drawn anew for what it told.
const ChosenContext = createContext<ChosenPairs | undefined>(undefined);
const TellContext = createContext<Tell>(() => undefined);

/** Lets a job's actions know what is chosen in its table of mailboxes. */
export function ChosenPairsProvider({ children }: { children: ReactNode }) {
  const [chosen, tell] = useState<ChosenPairs>();
  return (
    <TellContext value={tell}>
      <ChosenContext value={chosen}>{children}</ChosenContext>
    </TellContext>
  );
}

/** Undefined: nothing is chosen, or no table is shown. */
export const useChosenPairs = (): ChosenPairs | undefined => use(ChosenContext);

/** Tells what is chosen, as long as the table is there. */
export function useTellChosen(chosen: ChosenPairs | undefined): void {
  const tell = use(TellContext);
  useEffect(() => tell(chosen), [chosen, tell]);
  useEffect(() => () => tell(undefined), [tell]);
}
