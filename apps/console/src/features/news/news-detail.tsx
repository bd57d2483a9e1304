'use client';

import type { News } from '@mailhaul/contracts';
import Link from 'next/link';
import { sayWho, useExplain } from '../../lib/catalogue.tsx';
import { formatAbsolute } from '../../lib/format.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './news.module.css';

/** Where it happened and why, in a line. */
export function useNewsDetail({ code, detail }: News): string {
  const explain = useExplain();
  return code === undefined ? detail : `${detail} ${explain(code).cause}`.trim();
}

/** What happened, who can mend it, what to do, and the way there. */
export function NewsDetail({ news, isBare = false }: { news: News; isBare?: boolean }) {
  const { id: tenant } = useTenant();
  const detail = useNewsDetail(news);
  const { jobId, pairId, connectionId } = news;
  const base = `/t/${tenant}`;
  const link =
    jobId !== undefined && (news.mailboxes ?? 1) > 1
      ? ([
          `${base}/jobs/${jobId}?tab=pairs${news.about === 'mailbox-failed' ? '&status=needs-you' : ''}`,
          'Open the mailboxes of the job',
        ] as const)
      : jobId !== undefined && pairId !== undefined
        ? ([`${base}/jobs/${jobId}/mailboxes/${pairId}`, 'Open the mailbox'] as const)
        : jobId !== undefined
          ? ([`${base}/jobs/${jobId}`, 'Open the job'] as const)
          : connectionId !== undefined
            ? ([`${base}/connections/${connectionId}`, 'Open the connection'] as const)
            : undefined;
  return (
    <div className={isBare ? classes.bare : classes.detail}>
      <p>{detail}</p>
      {news.whatToDo !== undefined && <p>{news.whatToDo}</p>}
      {news.fixedBy !== undefined && (
        <p className="muted">Can be mended by {sayWho(news.fixedBy)}.</p>
      )}
      <p className="muted num">
        {formatAbsolute(news.at)}
        {news.code === undefined ? '' : ` · ${news.code}`}
      </p>
      {link !== undefined && (
        <Link className="link" href={link[0]}>
          {link[1]}
        </Link>
      )}
    </div>
  );
}
