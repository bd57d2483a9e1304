'use client';

import type { PairActionResult } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { formatCount, mailboxes } from '../../lib/format.ts';
import classes from './action-result.module.css';
import { refusalGroups } from './refusal-groups.ts';

interface ActionResultProps {
  readonly result: PairActionResult;
  /** Chooses those that refused, to do something else with them; undefined: there is no table. */
  readonly onChoose?: ((ids: readonly string[]) => void) | undefined;
}

/** What became of each row: the ones that refused are named under their reason. */
export function ActionResult({ result, onChoose }: ActionResultProps) {
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
      <div className={classes.groups}>
        {refusalGroups(refused).map(({ message, rows }) => (
          <section key={message} aria-label={message}>
            <div className={classes.reason}>
              <h3>
                {message} <span className="num muted">{formatCount(rows.length)}</span>
              </h3>
              {onChoose !== undefined && (
                <Button variant="default" onClick={() => onChoose(rows.map(({ id }) => id))}>
                  {rows.length === 1 ? 'Choose it' : `Choose these ${formatCount(rows.length)}`}
                </Button>
              )}
            </div>
            <ul className={classes.list} aria-label="Refused">
              {rows.map(({ id, source }) => (
                <li key={id} className="cut" title={source}>
                  {source}
                </li>
              ))}
            </ul>
          </section>
        ))}
        {refusedMore > 0 && <p className="muted">and {mailboxes(refusedMore)} more</p>}
      </div>
    </div>
  );
}
