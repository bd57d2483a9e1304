'use client';

import type { PairActionResult } from '@mailhaul/contracts';
import { formatCount, mailboxes } from '../../lib/format.ts';
import classes from './action-result.module.css';

/** What became of each row: the ones that refused are named with the reason. */
export function ActionResult({ result }: { result: PairActionResult }) {
  const { done, unchanged, refused, refusedMore } = result;
  return (
    <div className={classes.box}>
      <dl className={classes.sums}>
        <dt>Done</dt>
        <dd className="num">{formatCount(done)}</dd>
        <dt>As wished already</dt>
        <dd className="num">{formatCount(unchanged)}</dd>
        <dt>Refused</dt>
        <dd className="num">{formatCount(refused.length + refusedMore)}</dd>
      </dl>
      <ul className={classes.list} aria-label="Refused">
        {refused.map(({ id, source, message }) => (
          <li key={id}>
            <span className="cut">{source}</span>
            <span className="muted">{message}</span>
          </li>
        ))}
        {refusedMore > 0 && <li className="muted">and {mailboxes(refusedMore)} more</li>}
      </ul>
    </div>
  );
}
