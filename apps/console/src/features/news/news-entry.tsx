'use client';

import type { News } from '@mailhaul/contracts';
import { ActionIcon, Tooltip } from '@mantine/core';
import { ChevronDown, ChevronRight, CircleCheck, TriangleAlert, X } from 'lucide-react';
import { Time } from '../../ui/time.tsx';
import { NewsDetail, useNewsDetail } from './news-detail.tsx';
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
  const detail = useNewsDetail(news);
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className={classes.entry} data-tone={news.tone} data-cleared={news.isCleared || undefined}>
      <div className={classes.line}>
        <button type="button" className={classes.head} aria-expanded={isOpen} onClick={onToggle}>
          <Icon size={16} className={classes.icon} aria-hidden />
          <span className="srOnly">{news.tone === 'good' ? 'Good news:' : 'Bad news:'}</span>
          <span className={classes.title}>
            <strong>{news.title}</strong>
            {!isOpen && <span className="cut muted">{detail}</span>}
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
              <X size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {isOpen && <NewsDetail news={news} />}
    </li>
  );
}
