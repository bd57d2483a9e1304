'use client';

import type { SearchHit, Tenant } from '@mailhaul/contracts';
import { Kbd, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight';
import { Cable, Layers, Mail, Plus, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useState } from 'react';
import { useApi } from '../../lib/api.ts';
import classes from './search.module.css';

interface Found extends SpotlightActionData {
  readonly go: () => void;
}

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
    ...pressing(go(href)),
  }));
  const places = [
    'Dashboard',
    'Jobs',
    'Connections',
    'News',
    'Activity',
    'Reports',
    'Settings',
  ].map((label) => ({
    id: label,
    label: `Go to ${label.toLowerCase()}`,
    ...pressing(go(label === 'Dashboard' ? base : `${base}/${label.toLowerCase()}`)),
  }));
  const isMeant = ({ label = '' }: SpotlightActionData) =>
    label.toLowerCase().includes(typed.trim().toLowerCase());

  /** Enter takes what stands first where no arrow chose another. */
  const chooseFirst = ({ key }: KeyboardEvent) => {
    const first = [...hits, ...actions.filter(isMeant), ...places.filter(isMeant)][0];
    if (key !== 'Enter' || first === undefined) return;
    if (document.querySelector('.mantine-Spotlight-action[data-selected]') !== null) return;
    first.go();
    spotlight.close();
  };

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
          ...(hits.length > 0 ? [{ group: 'Found', actions: hits.map(plain) }] : []),
          { group: 'Actions', actions: actions.filter(isMeant).map(plain) },
          { group: 'Pages', actions: places.filter(isMeant).map(plain) },
        ]}
        nothingFound="Nothing of that name in this tenant"
        scrollable
        maxHeight={420}
        searchProps={{
          placeholder: 'Jobs, mailboxes, connections, actions',
          'aria-label': 'Search',
          leftSection: <Search size={16} />,
          onKeyDown: chooseFirst,
        }}
        transitionProps={{ duration: 100 }}
        overlayProps={{ backgroundOpacity: 0.25, blur: 0 }}
        shortcut={['mod + K']}
      />
    </>
  );
}

function actionOf(
  { kind, id, jobId, title, subtitle }: SearchHit,
  base: string,
  go: (href: string) => () => void,
): Found {
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
    ...pressing(go(hrefs[kind])),
  };
}

const pressing = (go: () => void) => ({ go, onClick: go });

/** Without what only we know: the rest goes to the page's element. */
const plain = ({ go: _go, ...action }: Found): SpotlightActionData => action;
