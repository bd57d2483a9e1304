'use client';

import type { News } from '@mailhaul/contracts';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useApi } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { Time } from '../../ui/time.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './dashboard.module.css';
import { Nothing, Tile } from './tile.tsx';

const shownMax = 5;
const words = {
  bad: { title: 'Bad news', none: 'Nothing has gone wrong that nobody has cleared.' },
  good: { title: 'Good news', none: 'When a mailbox or a job is done, it is told here.' },
};

/** The newest of one tone that nobody has cleared. */
export function NewsTile({ tone }: { tone: News['tone'] }) {
  const { id: tenant } = useTenant();
  const path = { tenant };
  const counts = useApi('countNews', { path });
  const { data } = useApi('listNews', {
    path,
    query: { tone, isCleared: 'false', sort: '-at', limit: shownMax },
  });
  const base = `/t/${tenant}/news?tone=${tone}`;
  const Icon = tone === 'good' ? CircleCheck : TriangleAlert;
  const { title, none } = words[tone];
  const rows = data?.rows ?? [];
  return (
    <Tile
      title={title}
      count={formatCount(counts.data?.[tone])}
      actions={
        <Link className="link" href={base}>
          All {title.toLowerCase()}
        </Link>
      }
    >
      {data !== undefined && rows.length === 0 ? (
        <Nothing>{none}</Nothing>
      ) : (
        <ul className={classes.list}>
          {rows.map(({ id, title: what, detail, at }) => (
            <li key={id} className={classes.news} data-tone={tone}>
              <Icon size={15} aria-hidden />
              <Link href={`${base}&news=${id}`} className={`plain ${classes.newsText}`}>
                <span className={`cut ${classes.strong}`}>{what}</span>
                <span className={`cut ${classes.small}`}>{detail}</span>
              </Link>
              <span className={classes.small}>
                <Time at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Tile>
  );
}
