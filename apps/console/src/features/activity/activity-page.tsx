'use client';

import { SegmentedControl } from '@mantine/core';
import { useAddress } from '../../lib/use-address.ts';
import { Page, PageHead } from '../../ui/page.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { ActivityList } from './activity-list.tsx';
import classes from './activity-page.module.css';

const tones = [
  { value: '', label: 'All' },
  { value: 'good', label: 'Good' },
  { value: 'bad', label: 'Bad' },
];

export function ActivityPage() {
  const { query, change } = useAddress();
  const q = query.get('q') ?? '';
  const tone = (['good', 'bad'] as const).find((one) => one === query.get('tone'));
  return (
    <Page fills>
      <PageHead title="Activity" sentence="What people and services did, the newest first" />
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Tone"
          data={tones}
          value={tone ?? ''}
          onChange={(value) => change({ tone: value })}
        />
        <SearchBox label="Find in activity" value={q} onChange={(text) => change({ q: text })} />
      </div>
      <ActivityList of={{}} q={q} tone={tone} />
    </Page>
  );
}
