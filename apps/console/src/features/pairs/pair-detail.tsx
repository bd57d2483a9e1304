'use client';

import type { Job, Pair } from '@mailhaul/contracts';
import { Button, Menu, Skeleton, Tabs } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { mailboxName } from '../../lib/mailbox-kind.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { PairMark } from '../../ui/status-mark.tsx';
import { ActivityList } from '../activity/activity-list.tsx';
import { FailedList } from '../failed/failed-list.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { FolderTable } from './folder-table.tsx';
import { InitialPasswords } from './initial-passwords.tsx';
import { LeftOut } from './left-out.tsx';
import { useSentence } from './pair-columns.tsx';
import classes from './pair-detail.module.css';
import { PairFigures } from './pair-figures.tsx';
import { PairDownloads } from './pair-downloads.tsx';
import { PairMenuItems } from './pair-menu.tsx';
import { Remedy } from './remedy.tsx';
import { usePairEditing } from './use-pair-editing.ts';
import { useAddressRefresh } from './use-address-refresh.tsx';
import { usePairDeed } from './use-pair-deed.tsx';

interface PairDetailProps {
  readonly pair: string;
  readonly job: Job;
  /** Beside a table: a heading of its own, no room for wide tables. */
  readonly isNarrow?: boolean;
}

/** All about one mailbox: how it stands, its folders, what failed, what happened, its files. */
export function PairDetail({ pair: id, job, isNarrow = false }: PairDetailProps) {
  const { id: tenant } = useTenant();
  const { data, error, refetch } = useApi('readPair', { path: { tenant, pair: id } });
  const [tab, setTab] = useState<string | null>('folders');
  if (error !== null && data === undefined) {
    return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Skeleton height={18} width="70%" mt={4} />;
  return (
    <div className={classes.detail}>
      <Head pair={data} job={job} isNarrow={isNarrow} />
      <Remedy pair={data} />
      <PairFigures pair={data} />
      <LeftOut pair={data} job={job} />
      <Tabs value={tab} onChange={setTab} keepMounted={false} className={classes.tabs}>
        <Tabs.List>
          <Tabs.Tab value="folders">Folders</Tabs.Tab>
          <Tabs.Tab value="failed">
            Failed items{' '}
            {data.failed > 0 && <span className="num muted">{formatCount(data.failed)}</span>}
          </Tabs.Tab>
          <Tabs.Tab value="activity">Activity</Tabs.Tab>
          <Tabs.Tab value="files">Downloads</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="folders" className={classes.panel}>
          <FolderTable pair={data} />
        </Tabs.Panel>
        <Tabs.Panel value="failed" className={classes.panel}>
          <FailedList of={{ pair: data.id, job: job.id }} />
        </Tabs.Panel>
        <Tabs.Panel value="activity" className={classes.panel}>
          <ActivityList of={{ pairId: data.id }} />
        </Tabs.Panel>
        <Tabs.Panel value="files" className={classes.panel}>
          <PairDownloads pair={data.id} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Head({ pair, job, isNarrow }: { pair: Pair; job: Job; isNarrow: boolean }) {
  const { id: tenant } = useTenant();
  const sentence = useSentence()(pair);
  const viewerRefusal = useViewerRefusal(tenant);
  const deed = usePairDeed(job.id, { onDone: () => undefined });
  const refresh = useAddressRefresh(job, () => undefined);
  const { open: edit } = usePairEditing();
  const chosen = { selection: { ids: [pair.id] }, what: pair.source };
  const [isReading, setReading] = useState(false);
  return (
    <div className={classes.head}>
      <div className={classes.names} data-narrow={isNarrow || undefined}>
        {isNarrow && <h2 className={classes.name}>{mailboxName(pair.source, pair.sourceKind)}</h2>}
        <p className={classes.target}>
          → {pair.target === '' ? 'no target yet' : mailboxName(pair.target, pair.targetKind)}
        </p>
        <p className={classes.state}>
          <PairMark status={pair.status} />
          {sentence !== '' && <span className="muted num">{sentence}</span>}
        </p>
      </div>
      <Menu>
        <Menu.Target>
          <Button
            variant="default"
            loading={deed.isPending || refresh.isPending}
            rightSection={<ChevronDown size={14} />}
            className={classes.actions}
          >
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <PairMenuItems
            pair={pair}
            viewerRefusal={viewerRefusal}
            onRun={(action, priority) => deed.run(action, chosen, priority)}
            refresh={refresh}
            onRefresh={() => refresh.run(chosen)}
            onPasswords={() => setReading(true)}
            onEdit={() => edit(pair.id)}
          />
        </Menu.Dropdown>
      </Menu>
      <InitialPasswords
        job={job.id}
        chosen={isReading ? chosen : undefined}
        onClose={() => setReading(false)}
      />
    </div>
  );
}
