'use client';

import { Bell } from 'lucide-react';
import Link from 'next/link';
import { useApi } from '../../lib/api.ts';
import { counted } from '../../lib/format.ts';
import classes from './news-bell.module.css';

const shownMax = 99;

/** The way to the news, with how many nobody has cleared; bad news in red. */
export function NewsBell({ tenant }: { tenant: string }) {
  const { data } = useApi('countNews', { path: { tenant }, query: { shown: 'true' } });
  const { good = 0, bad = 0 } = data ?? {};
  const label = `News: ${counted(bad, 'bad entry', 'bad entries')}, ${counted(good, 'good entry', 'good entries')}`;
  const count = bad > 0 ? bad : good;
  return (
    <Link href={`/t/${tenant}/news`} className={classes.bell} aria-label={label} title={label}>
      <Bell size={16} aria-hidden />
      {count > 0 && (
        <span className={`num ${classes.count}`} data-bad={bad > 0 || undefined} aria-hidden>
          {count > shownMax ? `${shownMax}+` : count}
        </span>
      )}
    </Link>
  );
}
