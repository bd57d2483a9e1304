'use client';

import {
  type AddressRefresh,
  type PairSideName,
  refreshReport,
  refreshResultWords,
  sourceRefreshResults,
  targetRefreshResults,
} from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { Check, CircleX, Equal, FileDown, type LucideIcon, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { formatCount, mailboxes } from '../../lib/format.ts';
import { csvOf, downloadText } from '../../lib/download-text.ts';
import classes from './refresh-results.module.css';

type Result = keyof typeof refreshResultWords;

const looks: Readonly<Record<Result, { readonly icon: LucideIcon; readonly colour: string }>> = {
  refreshed: { icon: Check, colour: 'green' },
  'not-changed': { icon: Equal, colour: 'green' },
  typed: { icon: TriangleAlert, colour: 'orange' },
  'not-created': { icon: TriangleAlert, colour: 'orange' },
  missing: { icon: CircleX, colour: 'red' },
};

const resultsOf = { source: sourceRefreshResults, target: targetRefreshResults } as const;
const heads = { source: 'Source mailboxes', target: 'Target mailboxes' } as const;

/** Rows that are named at first; the report names all. */
const namedMax = 200;

/** How many mailboxes came to which result on each side, and what is left to do for whom. */
export function RefreshResults({
  answer,
  sides,
}: {
  readonly answer: AddressRefresh;
  readonly sides: readonly PairSideName[];
}) {
  const [chosen, setChosen] = useState<{ side: PairSideName; result: Result }>();
  const rows = listed(answer, chosen);
  return (
    <div className={classes.box}>
      {answer.words.map((words) => (
        <p key={words} className={classes.hint}>
          {words}
        </p>
      ))}
      <div className={classes.sides}>
        {(['source', 'target'] as const).map((side) => (
          <section key={side} aria-label={heads[side]}>
            <h3 className={classes.head}>{heads[side]}</h3>
            {sides.includes(side) ? (
              <ul className={classes.counts}>
                {resultsOf[side].map((result) => (
                  <Count
                    key={result}
                    result={result}
                    count={countOf(answer, side, result)}
                    isChosen={chosen?.side === side && chosen.result === result}
                    onChoose={(isOn) => setChosen(isOn ? { side, result } : undefined)}
                  />
                ))}
              </ul>
            ) : (
              <p className="muted">
                Not asked: its connection has no directory. Where its addresses have changed, import
                the CSV again with the same ids.
              </p>
            )}
          </section>
        ))}
      </div>
      {rows.length > 0 && (
        <ul
          className={classes.rows}
          aria-label={chosen === undefined ? 'Not refreshed' : refreshResultWords[chosen.result]}
        >
          {rows.slice(0, namedMax).map(({ key, side, was, now, words }) => (
            <li key={key}>
              <span className={classes.address}>
                <span className="cut">{was}</span>
                <span className="muted">{now === undefined ? side : `now ${now}`}</span>
              </span>
              {words !== undefined && <span className="muted">{words}</span>}
            </li>
          ))}
          {rows.length > namedMax && (
            <li className="muted">and {mailboxes(rows.length - namedMax)} more in the report</li>
          )}
        </ul>
      )}
      <div>
        <Button
          variant="default"
          leftSection={<FileDown size={14} />}
          onClick={() => downloadText('refreshed-addresses.csv', csvOf(refreshReport(answer.rows)))}
        >
          Download report
        </Button>
      </div>
    </div>
  );
}

function Count({
  result,
  count,
  isChosen,
  onChoose,
}: {
  readonly result: Result;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onChoose: (isOn: boolean) => void;
}) {
  const { icon: Icon, colour } = looks[result];
  return (
    <li>
      <button
        type="button"
        className={classes.count}
        data-colour={count === 0 ? undefined : colour}
        aria-pressed={isChosen}
        disabled={count === 0}
        onClick={() => onChoose(!isChosen)}
      >
        <Icon size={16} aria-hidden />
        <span>{refreshResultWords[result]}</span>
        <span className="num">{formatCount(count)}</span>
      </button>
    </li>
  );
}

function countOf(answer: AddressRefresh, side: PairSideName, result: Result): number {
  return answer.rows.filter((row) => row[side]?.result === result).length;
}

/** Of the result that was pressed; at first whoever a person must look after. */
function listed(
  { rows }: AddressRefresh,
  chosen: { readonly side: PairSideName; readonly result: Result } | undefined,
) {
  return rows.flatMap(({ id, ...row }) =>
    (['source', 'target'] as const).flatMap((side) => {
      const one = row[side];
      if (one === undefined) return [];
      const isListed =
        chosen === undefined
          ? one.words !== undefined
          : chosen.side === side && chosen.result === one.result;
      const { was, now, words } = one;
      return isListed ? [{ key: `${id} ${side}`, side, was, now, words }] : [];
    }),
  );
}
