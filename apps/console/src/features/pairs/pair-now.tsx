'use client';

import type { Pair } from '@mailhaul/contracts';
import { EditLink } from './edit-link.tsx';
import classes from './pair-now.module.css';
import { isMendedByEdit } from './sign-in-problems.ts';

interface PairNowProps {
  readonly pair: Pair;
  readonly sentence: string;
  /** In a row there is room for two lines, and none for the words of a link. */
  readonly isRow?: boolean;
}

/** What goes on with a mailbox in a row or card; where its form mends it, with the way there. */
export function PairNow({ pair, sentence, isRow = false }: PairNowProps) {
  return (
    <span className={classes.now}>
      <span className={`muted num ${isRow ? classes.twoLines : 'cut'}`} title={sentence}>
        {sentence}
      </span>
      {/* Rows are one stop of the keyboard: the row's panel has the same link. */}
      {isMendedByEdit(pair) && <EditLink pair={pair} tabIndex={-1} isIcon={isRow} />}
    </span>
  );
}
