'use client';

import type { News } from '@mailhaul/contracts';
import { ActionIcon, Modal, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { CircleCheck, ListX, Settings2, TriangleAlert, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { counted, formatCount } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { Nothing, Tile } from '../../ui/tile.tsx';
import { Time } from '../../ui/time.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { NewsDetail, useNewsDetail } from './news-detail.tsx';
import { NewsOptionsDialog } from './news-options-dialog.tsx';
import classes from './news-tile.module.css';
import { useTileNews } from './use-tile-news.ts';

const touches = ['countNews', 'listNews'] as const;
const words = {
  bad: { title: 'Bad news', none: 'Nothing has gone wrong that nobody has cleared.' },
  good: { title: 'Good news', none: 'When a mailbox or a job is done, it is told here.' },
};

interface NewsTileProps {
  readonly tone: News['tone'];
  /** Of this job alone; undefined: of the tenant. */
  readonly job?: string;
}

/** The newest of one tone that nobody has cleared: a click tells all of one, X clears it. */
export function NewsTile({ tone, job }: NewsTileProps) {
  const { id: tenant } = useTenant();
  const path = { tenant };
  const refusal = useViewerRefusal(tenant);
  const [showsOptions, dialog] = useDisclosure(false);
  const [opened, setOpened] = useState<News>();
  const ofJob = job === undefined ? {} : { jobId: job };
  const { count, rows, isHidden } = useTileNews(tone, job);
  const clear = useDeed('clearNews', { touches });
  const clearAll = useDeed('clearAllNews', {
    touches,
    said: ({ cleared }) => `${counted(cleared, 'entry', 'entries')} cleared`,
  });
  const { title, none } = words[tone];
  return (
    <Tile
      title={title}
      count={formatCount(count)}
      actions={
        <>
          <Link className="link" href={`/t/${tenant}/news?tone=${tone}`}>
            All {title.toLowerCase()}
          </Link>
          <span className={classes.tools}>
            <Tool
              label={`Clear all ${title.toLowerCase()}`}
              icon={ListX}
              refusal={refusal ?? (count === 0 ? 'There is nothing to clear' : undefined)}
              onClick={() => clearAll.mutate({ path, body: { tone, ...ofJob } })}
            />
            <Tool label="Notification options" icon={Settings2} onClick={dialog.open} />
          </span>
        </>
      }
    >
      {isHidden && <Nothing>The notification options hide all of them.</Nothing>}
      {!isHidden && rows?.length === 0 && <Nothing>{none}</Nothing>}
      {rows !== undefined && rows.length > 0 && (
        <ul className={classes.list}>
          {rows.map(({ news, ids }) => (
            <Line
              key={news.id}
              news={news}
              refusal={refusal}
              onOpen={() => setOpened(news)}
              onClear={() => {
                for (const id of ids) clear.mutate({ path: { tenant, news: id } });
              }}
            />
          ))}
        </ul>
      )}
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={opened?.title ?? ''}
      >
        {opened !== undefined && <NewsDetail news={opened} isBare />}
      </Modal>
      <NewsOptionsDialog tone={tone} isOpen={showsOptions} onClose={dialog.close} />
    </Tile>
  );
}

interface LineProps {
  readonly news: News;
  readonly refusal: string | undefined;
  readonly onOpen: () => void;
  readonly onClear: () => void;
}

function Line({ news, refusal, onOpen, onClear }: LineProps) {
  const { title, at, tone } = news;
  const detail = useNewsDetail(news);
  const Icon = tone === 'good' ? CircleCheck : TriangleAlert;
  return (
    <li className={classes.line} data-tone={tone}>
      <Icon size={15} aria-hidden />
      <UnstyledButton className={classes.words} onClick={onOpen}>
        <span className={classes.title}>{title}</span>
        <span className={`${classes.small} ${classes.twoLines}`}>{detail}</span>
      </UnstyledButton>
      <span className={classes.small}>
        <Time at={at} />
      </span>
      <Tool label={`Clear: ${title}`} hint="Clear" icon={X} refusal={refusal} onClick={onClear} />
    </li>
  );
}

interface ToolProps {
  readonly label: string;
  readonly hint?: string;
  readonly icon: typeof X;
  readonly refusal?: string | undefined;
  readonly onClick: () => void;
}

function Tool({ label, hint = label, icon: Icon, refusal, onClick }: ToolProps) {
  return (
    <Tooltip label={refusal ?? hint}>
      <ActionIcon
        size={26}
        aria-label={label}
        aria-description={refusal}
        data-disabled={refusal !== undefined || undefined}
        aria-disabled={refusal !== undefined}
        onClick={() => refusal === undefined && onClick()}
      >
        <Icon size={15} />
      </ActionIcon>
    </Tooltip>
  );
}
