'use client';

import type { SearchHit, Tenant } from '@mailhaul/contracts';
import { Kbd, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight';
import { Cable, Layers, Mail, Plus, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import classes from './search.module.css';

const icons = { job: Layers, pair: Mail, connection: Cable };

/** Opens with Ctrl+K: goes to any job, mailbox or connection, and runs what is run often. */
export function SearchButton({ tenant }: { tenant: Tenant }) {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 150);
  const path = { tenant: tenant.id };
  const { data = [] } = useApi(
    'search',
    { path, query: { q } },
    { enabled: q !== '', keeps: true },
  );
  const go = (href: string) => () => router.push(href);
  const base = `/t/${tenant.id}`;

  const hits = q === '' ? [] : data.map((hit) => actionOf(hit, base, go));
  const actions = [
    ['New job', `${base}/jobs/new`],
    ['New connection', `${base}/connections/new`],
  ].map(([label = '', href = '']) => ({
    id: href,
    label,
    leftSection: <Plus size={16} />,
    onClick: go(href),
  }));
  const places = ['Jobs', 'Connections', 'News', 'Activity', 'Reports', 'Settings'].map(
    (label) => ({
      id: label,
      label: `Go to ${label.toLowerCase()}`,
      onClick: go(`${base}/${label.toLowerCase()}`),
    }),
  );
  const isMeant = ({ label = '' }: SpotlightActionData) =>
    label.toLowerCase().includes(typed.trim().toLowerCase());

  return (
    <>
      <UnstyledButton className={classes.button} onClick={spotlight.open} aria-label="Search">
        <Search size={14} aria-hidden />
        <span className={classes.words}>Search</span>
        <Kbd size="xs" className={classes.words}>
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <Spotlight
        query={typed}
        onQueryChange={setTyped}
        filter={(_query, all) => all}
        actions={[
          ...(hits.length > 0 ? [{ group: 'Found', actions: hits }] : []),
          { group: 'Actions', actions: actions.filter(isMeant) },
          { group: 'Pages', actions: places.filter(isMeant) },
        ]}
        nothingFound="Nothing of that name in this tenant"
        scrollable
        maxHeight={420}
        searchProps={{
          placeholder: 'Jobs, mailboxes, connections, actions',
          'aria-label': 'Search',
          leftSection: <Search size={16} />,
        }}
        transitionProps={{ duration: 100 }}
        shortcut={['mod + K']}
      />
    </>
  );
}

function actionOf(
  { kind, id, jobId, title, subtitle }: SearchHit,
  base: string,
  go: (href: string) => () => void,
): SpotlightActionData {
  const Icon = icons[kind];
  const hrefs = {
    job: `${base}/jobs/${id}`,
    pair: `${base}/jobs/${jobId ?? ''}/mailboxes/${id}`,
    connection: `${base}/connections/${id}`,
  };
  return {
    id,
    label: title,
    description: subtitle,
    leftSection: <Icon size={16} />,
    onClick: go(hrefs[kind]),
  };
}
