'use client';

import type { News } from '@mailhaul/contracts';
import { ActionIcon, Tooltip } from '@mantine/core';
import { Check, ChevronDown, ChevronRight, CircleCheck, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { sayWho } from '../../lib/catalogue.tsx';
import { formatAbsolute } from '../../lib/format.ts';
import { Time } from '../../ui/time.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './news.module.css';

interface NewsEntryProps {
  readonly news: News;
  readonly isOpen: boolean;
  readonly refusal: string | undefined;
  readonly onToggle: () => void;
  readonly onClear: () => void;
}

/** One entry; opened it says who can mend it, what to do, and leads there. */
export function NewsEntry({ news, isOpen, refusal, onToggle, onClear }: NewsEntryProps) {
  const Icon = news.tone === 'good' ? CircleCheck : TriangleAlert;
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className={classes.entry} data-tone={news.tone} data-cleared={news.isCleared || undefined}>
      <div className={classes.line}>
        <button type="button" className={classes.head} aria-expanded={isOpen} onClick={onToggle}>
          <Icon size={16} className={classes.icon} aria-hidden />
          <span className="srOnly">{news.tone === 'good' ? 'Good news:' : 'Bad news:'}</span>
          <span className={classes.title}>
            <strong>{news.title}</strong>
            {!isOpen && <span className="cut muted">{news.detail}</span>}
          </span>
          <Arrow size={14} className="muted" aria-hidden />
        </button>
        <span className={`muted ${classes.time}`}>
          <Time at={news.at} />
        </span>
        {news.isCleared ? (
          <span className={`muted ${classes.cleared}`}>Cleared</span>
        ) : (
          <Tooltip label={refusal ?? 'Clear'}>
            <ActionIcon
              aria-label={`Clear: ${news.title}`}
              data-disabled={refusal !== undefined || undefined}
              aria-disabled={refusal !== undefined}
              onClick={() => refusal === undefined && onClear()}
            >
              <Check size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {isOpen && <Detail news={news} />}
    </li>
  );
}

function Detail({ news }: { news: News }) {
  const { id: tenant } = useTenant();
  const { jobId, pairId, connectionId } = news;
  const base = `/t/${tenant}`;
  const link =
    jobId !== undefined && pairId !== undefined
      ? ([`${base}/jobs/${jobId}/mailboxes/${pairId}`, 'Open the mailbox'] as const)
      : jobId !== undefined
        ? ([`${base}/jobs/${jobId}`, 'Open the job'] as const)
        : connectionId !== undefined
          ? ([`${base}/connections/${connectionId}`, 'Open the connection'] as const)
          : undefined;
  return (
    <div className={classes.detail}>
      <p>{news.detail}</p>
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
