'use client';

import type { Job, Pair, PairAction, PairSelection } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { Inbox, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { mailboxes } from '../../lib/format.ts';
import { isEmpty, nothingSelected, type Selection, selectedCount } from '../../lib/selection.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { readTableState } from '../../lib/url-state.ts';
import { type Address, useAddress } from '../../lib/use-address.ts';
import { Empty } from '../../ui/empty.tsx';
import { ChangesChip } from '../../ui/table/changes-chip.tsx';
import { DataTable, type Density } from '../../ui/table/data-table.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { PairCard } from './pair-card.tsx';
import { usePairColumns, usualColumns } from './pair-columns.tsx';
import { PairDrawer } from './pair-drawer.tsx';
import { PairEditor } from './pair-editor.tsx';
import { RowMenu } from './pair-menu.tsx';
import { PairsBar } from './pairs-bar.tsx';
import classes from './pairs-tab.module.css';
import { StatusFilter } from './status-filter.tsx';
import { usePairDeed } from './use-pair-deed.tsx';
import { usePairEditing } from './use-pair-editing.ts';
import { usePairRows } from './use-pair-rows.ts';

/** The mailboxes of a job: filtered, sorted and acted on, alive without moving. */
export function PairsTab({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const { query, change } = useAddress();
  const table = readTableState(query);
  const { q, status, sort, open } = table;
  const path = { tenant, job: job.id };
  const counts = useApi('countPairs', { path, query: q === '' ? {} : { q } }, { keeps: true });
  const rows = usePairRows({ tenant, job: job.id, table });
  const isPhone = useMediaQuery('(max-width: 767px)') ?? false;
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [menu, setMenu] = useState<{ pair: Pair; at: { x: number; y: number } }>();
  const refusal = useViewerRefusal(tenant);
  const deed = usePairDeed(job.id, rows.refresh);
  const { open: edit } = usePairEditing();

  const base = `/t/${tenant}/jobs/${job.id}/mailboxes`;
  const columns = usePairColumns(base);
  const [kept, setKept] = useLocalStorage<readonly string[]>({
    key: 'mailhaul.pair-columns',
    defaultValue: usualColumns,
  });
  const wished = (table.columns ?? kept).filter((id) => columns.some((column) => column.id === id));
  const shown = ['source', ...wished.filter((id) => id !== 'source')];
  const [density, setDensity] = useLocalStorage<Density>({
    key: 'mailhaul.table-density',
    defaultValue: 'usual',
  });
  const shownKey = shown.join(',');
  const shownColumns = useMemo(
    () => shownKey.split(',').flatMap((id) => columns.filter((column) => column.id === id)),
    [columns, shownKey],
  );
  const chooseColumns = (ids: readonly string[] | undefined) => {
    setKept(ids ?? usualColumns);
    change({ cols: ids });
  };

  const all = counts.data?.all ?? job.pairs;
  const byStatus = counts.data?.statuses ?? job.statuses;
  const matching =
    status.length === 0 ? all : status.reduce((sum, one) => sum + (byStatus[one] ?? 0), 0);
  const filter: Address['change'] = (changes, isStep) => {
    setSelection(nothingSelected);
    change({ ...changes, open: '' }, isStep);
  };
  const count = selectedCount(selection, matching);
  const runChosen = (action: PairAction, priority?: number) => {
    const chosen: PairSelection =
      selection.kind === 'rows'
        ? { ids: [...selection.ids] }
        : {
            matching: {
              ...(q === '' ? {} : { q }),
              ...(status.length > 0 ? { status: [...status] } : {}),
            },
          };
    deed.run(action, { selection: chosen, what: mailboxes(count) }, priority);
  };
  const openRow = (pair: Pair) =>
    isPhone ? router.push(`${base}/${pair.id}`) : change({ open: pair.id }, open === undefined);

  if (job.pairs === 0 && all === 0)
    return <NoMailboxes job={job} isViewer={refusal !== undefined} />;
  const isFiltered = q !== '' || status.length > 0;
  return (
    <>
      {isEmpty(selection) ? (
        <PairsBar
          {...{ q, columns, shown, query, change: filter, density }}
          onDensity={setDensity}
          onColumns={chooseColumns}
          filter={
            <StatusFilter
              {...{ all, counts: byStatus, chosen: status }}
              onChoose={(statuses) => filter({ status: statuses })}
            />
          }
        />
      ) : (
        <BulkBar
          {...{ count, viewerRefusal: refusal, isPending: deed.isPending, onRun: runChosen }}
          matching={selection.kind === 'rows' && count < matching ? matching : undefined}
          onAll={() => setSelection({ kind: 'matching' })}
          onNone={() => setSelection(nothingSelected)}
        />
      )}
      <div className={classes.split}>
        <div className={classes.chip}>
          <ChangesChip count={rows.view.changedCount} onShow={() => void rows.window.show()} />
        </div>
        <DataTable
          label={`Mailboxes of ${job.name}`}
          {...{ rows, selection, sort, density }}
          columns={shownColumns}
          total={matching}
          onSort={(next) => change({ sort: next })}
          onSelection={setSelection}
          onOpen={openRow}
          onMenu={(pair, at) => setMenu({ pair, at })}
          openId={open}
          card={cardOf}
          empty={
            <Empty
              icon={SearchX}
              title="No mailbox matches"
              action={
                isFiltered && (
                  <Button variant="default" onClick={() => filter({ q: '', status: [] })}>
                    Show all {mailboxes(job.pairs)}
                  </Button>
                )
              }
            />
          }
        />
        {open !== undefined && !isPhone && (
          <PairDrawer pair={open} job={job} onClose={() => change({ open: '' })} />
        )}
      </div>
      <PairEditor job={job} onChanged={rows.refresh} />
      <RowMenu
        at={menu?.at}
        onClose={() => setMenu(undefined)}
        pair={menu?.pair}
        viewerRefusal={refusal}
        onRun={(action, priority) => {
          if (menu === undefined) return;
          const { id, source } = menu.pair;
          deed.run(action, { selection: { ids: [id] }, what: source }, priority);
        }}
        onEdit={() => menu && edit(menu.pair.id)}
      />
    </>
  );
}

const cardOf = (pair: Pair) => <PairCard pair={pair} />;

function NoMailboxes({ job, isViewer }: { job: Job; isViewer: boolean }) {
  const { id: tenant } = useTenant();
  return (
    <Empty
      icon={Inbox}
      title="No mailboxes yet"
      action={
        !isViewer && (
          <Button
            renderRoot={(props) => <Link {...props} href={`/t/${tenant}/jobs/${job.id}/import`} />}
          >
            Add mailboxes from CSV
          </Button>
        )
      }
    >
      A line for each mailbox: where it is now and where it goes. Then start the job.
    </Empty>
  );
}
