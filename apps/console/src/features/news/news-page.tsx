'use client';

import type { News } from '@mailhaul/contracts';
import { Button, SegmentedControl, Switch } from '@mantine/core';
import { Bell } from 'lucide-react';
import { client, useApi } from '../../lib/api.ts';
import { counted } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useAddress } from '../../lib/use-address.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ChangesChip } from '../../ui/table/changes-chip.tsx';
import { useRows } from '../../ui/table/use-rows.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './news.module.css';
import { gatherNews } from './gather-news.ts';
import { NewsEntry } from './news-entry.tsx';

const touches = ['countNews', 'listNews'] as const;

/** What went well and what went badly, until somebody clears it. */
export function NewsPage() {
  const { id: tenant } = useTenant();
  const { query, change } = useAddress();
  const refusal = useViewerRefusal(tenant);
  const tone = (['good', 'bad'] as const).find((one) => one === query.get('tone'));
  const showsCleared = query.get('cleared') === '1';
  const open = query.get('news') ?? undefined;
  const counts = useApi('countNews', { path: { tenant } });
  const { good = 0, bad = 0 } = counts.data ?? {};
  const filters = {
    ...(tone === undefined ? {} : { tone }),
    ...(showsCleared ? {} : { isCleared: 'false' }),
  };
  const rows = useRows<News>({
    key: JSON.stringify([tenant, filters]),
    source: {
      fetchPage: (after, limit) =>
        client.call('listNews', {
          path: { tenant },
          query: { ...filters, sort: '-at', limit, ...(after === undefined ? {} : { after }) },
        }),
    },
    isTouched: (frame) => frame.kind === 'reset' || frame.topic === 'news',
  });
  const { view, window: list } = rows;
  const again = () => void list.show();
  const clear = useDeed('clearNews', { touches, onDone: again });
  const clearAll = useDeed('clearAllNews', {
    touches,
    onDone: again,
    said: ({ cleared }) => `${counted(cleared, 'entry', 'entries')} cleared`,
  });
  const entries = view.order.flatMap((id) => view.rows.get(id) ?? []);
  return (
    <Page>
      <PageHead
        title="News"
        sentence={`${counted(bad, 'bad entry', 'bad entries')}, ${counted(good, 'good entry', 'good entries')} that nobody has cleared`}
        actions={
          <ActionButton
            variant="default"
            refusal={refusal ?? (good + bad === 0 ? 'There is nothing to clear' : undefined)}
            loading={clearAll.isPending}
            onClick={() =>
              clearAll.mutate({ path: { tenant }, body: tone === undefined ? {} : { tone } })
            }
          >
            {tone === undefined ? 'Clear all' : `Clear all ${tone} news`}
          </ActionButton>
        }
      />
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Tone"
          value={tone ?? ''}
          onChange={(value) => change({ tone: value, news: '' })}
          data={[
            { value: '', label: 'All' },
            { value: 'bad', label: 'Bad' },
            { value: 'good', label: 'Good' },
          ]}
        />
        <Switch
          size="xs"
          label="Cleared ones too"
          checked={showsCleared}
          onChange={(event) => change({ cleared: event.currentTarget.checked ? '1' : '' })}
        />
        <ChangesChip count={view.changedCount} onShow={again} />
      </div>
      {view.error !== undefined && <ProblemNotice error={view.error} onRetry={again} />}
      {view.isWhole && entries.length === 0 ? (
        <Empty icon={Bell} title="Nothing that you have not seen">
          When a mailbox is done, a connection breaks or somebody must act, it is told here.
        </Empty>
      ) : (
        <ul className={classes.list} aria-label="News">
          {gatherNews(entries).map(({ news, ids }) => (
            <NewsEntry
              key={news.id}
              news={news}
              isOpen={news.id === open}
              refusal={refusal}
              onToggle={() => change({ news: news.id === open ? '' : news.id })}
              onClear={() => {
                for (const id of ids) clear.mutate({ path: { tenant, news: id } });
              }}
            />
          ))}
        </ul>
      )}
      {!view.isWhole && entries.length > 0 && (
        <Button
          variant="default"
          loading={view.isLoading}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => void list.ensure(entries.length + 100)}
        >
          Show older
        </Button>
      )}
    </Page>
  );
}
