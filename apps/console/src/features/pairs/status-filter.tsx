'use client';

import type { PairStatus } from '@mailhaul/contracts';
import type { MouseEvent } from 'react';
import { formatCount } from '../../lib/format.ts';
import { pairStatusLooks, statusesByWeight } from '../../lib/pair-status.ts';
import classes from './status-filter.module.css';

interface StatusFilterProps {
  readonly all: number;
  readonly counts: Partial<Record<PairStatus, number>>;
  readonly chosen: readonly PairStatus[];
  readonly onChoose: (statuses: readonly PairStatus[]) => void;
}

/** How many there are of each state; each is a filter. Ctrl or Shift takes one more beside. */
export function StatusFilter({ all, counts, chosen, onChoose }: StatusFilterProps) {
  const click = (status: PairStatus, event: MouseEvent) => {
    const isOn = chosen.includes(status);
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return onChoose(isOn ? chosen.filter((one) => one !== status) : [...chosen, status]);
    }
    onChoose(isOn && chosen.length === 1 ? [] : [status]);
  };
  const shown = statusesByWeight.filter(
    (status) => (counts[status] ?? 0) > 0 || chosen.includes(status),
  );
  return (
    <div className={classes.bar} role="group" aria-label="Filter by state">
      <button
        type="button"
        className={classes.one}
        aria-pressed={chosen.length === 0}
        onClick={() => onChoose([])}
      >
        All <span className="num muted">{formatCount(all)}</span>
      </button>
      {shown.map((status) => {
        const { label, short = label, meaning, icon: Icon, colour } = pairStatusLooks[status];
        return (
          <button
            key={status}
            type="button"
            className={classes.one}
            data-colour={colour}
            aria-pressed={chosen.includes(status)}
            title={`${label}: ${meaning}`}
            onClick={(event) => click(status, event)}
          >
            <Icon size={13} strokeWidth={2.25} aria-hidden />
            {short} <span className="num muted">{formatCount(counts[status] ?? 0)}</span>
          </button>
        );
      })}
    </div>
  );
}
