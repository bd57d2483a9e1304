'use client';

import type { Pair } from '@mailhaul/contracts';
import { EditLink } from './edit-link.tsx';
import classes from './pair-now.module.css';
import { isMendedByEdit } from './sign-in-problems.ts';

/** What goes on with a mailbox in a row or card; where its form mends it, with the way there. */
export function PairNow({ pair, sentence }: { pair: Pair; sentence: string }) {
  return (
    <span className={classes.now}>
      <span className="cut muted num" title={sentence}>
        {sentence}
      </span>
      {/* Rows are one stop of the keyboard: the row's panel has the same link. */}
      {isMendedByEdit(pair) && <EditLink pair={pair} tabIndex={-1} />}
    </span>
  );
}
