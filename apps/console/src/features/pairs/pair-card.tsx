'use client';

import type { Pair } from '@mailhaul/contracts';
import { formatCount } from '../../lib/format.ts';
import { mailboxName } from '../../lib/mailbox-kind.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { PairMark } from '../../ui/status-mark.tsx';
import { useSentence } from './pair-columns.tsx';
import { PairNow } from './pair-now.tsx';
import classes from './pairs-tab.module.css';

/** A mailbox in the list of a small screen. */
export function PairCard({ pair }: { pair: Pair }) {
  const sentence = useSentence();
  return (
    <div className={classes.card}>
      <span className={`cut ${classes.cardName}`}>{mailboxName(pair.source, pair.sourceKind)}</span>
      <span className={classes.cardLine}>
        <span className={classes.cardState}>
          <PairMark status={pair.status} />
        </span>
        <PairNow pair={pair} sentence={sentence(pair)} />
      </span>
      <span className={classes.cardLine}>
        <ProgressBar figures={pair} label={`Progress of ${pair.source}`} hasShare />
        <span className="num muted">{formatCount(pair.total)}</span>
      </span>
    </div>
  );
}
