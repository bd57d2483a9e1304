'use client';

import type { Job, Pair } from '@mailhaul/contracts';
import { Button, Group } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Inbox, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { mailboxes } from '../../lib/format.ts';
import { isEmpty, nothingSelected, type Selection, selectedCount } from '../../lib/selection.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { readTableState } from '../../lib/url-state.ts';
import { type Address, useAddress } from '../../lib/use-address.ts';
import { Empty } from '../../ui/empty.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { RowChanges } from '../../ui/table/row-changes.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { InitialPasswords } from './initial-passwords.tsx';
import { PairCard } from './pair-card.tsx';
import { PairDrawer } from './pair-drawer.tsx';
import { PairEditor } from './pair-editor.tsx';
import { RowMenu } from './pair-menu.tsx';
import { PairsBar } from './pairs-bar.tsx';
import classes from './pairs-tab.module.css';
import { StatusFilter } from './status-filter.tsx';
import { usePairChoice } from './use-pair-choice.ts';
import { useAddressRefresh } from './use-address-refresh.tsx';
import { type Chosen, usePairDeed } from './use-pair-deed.tsx';
import { usePairEditing } from './use-pair-editing.ts';
import { usePairRows } from './use-pair-rows.ts';
import { useTableLook } from './use-table-look.ts';

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
  const deed = usePairDeed(job.id, {
    onDone: rows.refresh,
    onChoose: (ids) => setSelection({ kind: 'rows', ids: new Set(ids) }),
  });
  const [reading, setReading] = useState<Chosen>();
  const refresh = useAddressRefresh(job, rows.refresh);
  const { open: edit } = usePairEditing();

  const base = `/t/${tenant}/jobs/${job.id}/mailboxes`;
  const look = useTableLook(base, table.columns, change);
  const all = counts.data?.all ?? job.pairs;
  const byStatus = counts.data?.statuses ?? job.statuses;
  const matching =
    status.length === 0 ? all : status.reduce((sum, one) => sum + (byStatus[one] ?? 0), 0);
  const filter: Address['change'] = (changes, isStep) => {
    setSelection(nothingSelected);
    change({ ...changes, open: '' }, isStep);
  };
  const count = selectedCount(selection, matching);
  const chosen = usePairChoice({
    ...{ selection, count, rows, deed },
    matching: { ...(q === '' ? {} : { q }), ...(status.length > 0 ? { status: [...status] } : {}) },
  });
  const openRow = (pair: Pair) =>
    isPhone ? router.push(`${base}/${pair.id}`) : change({ open: pair.id }, open === undefined);

  if (job.pairs === 0 && all === 0)
    return <NoMailboxes job={job} isViewer={refusal !== undefined} />;
  const isFiltered = q !== '' || status.length > 0;
  return (
    <>
      <PairsBar
        {...{ q, query, change: filter, look }}
        conditionsHref={`/t/${tenant}/jobs/${job.id}/conditions`}
      >
        {isEmpty(selection) ? (
          <StatusFilter
            {...{ all, counts: byStatus, chosen: status }}
            onChoose={(statuses) => filter({ status: statuses })}
          />
        ) : (
          <BulkBar
            {...{ count, viewerRefusal: refusal, refresh }}
            isPending={deed.isPending || refresh.isPending}
            onRun={(action, priority) => chosen?.run(action, priority)}
            onRefresh={() => chosen && refresh.run(chosen)}
            onPasswords={() => setReading(chosen)}
            matching={selection.kind === 'rows' && count < matching ? matching : undefined}
            onAll={() => setSelection({ kind: 'matching' })}
            onNone={() => setSelection(nothingSelected)}
          />
        )}
      </PairsBar>
      <div className={classes.split}>
        <div className={classes.chip}>
          <RowChanges rows={rows} />
        </div>
        <DataTable
          label={`Mailboxes of ${job.name}`}
          {...{ rows, selection, sort }}
          columns={look.columns}
          density={look.density}
          onMoveColumn={look.move}
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
      <InitialPasswords job={job.id} chosen={reading} onClose={() => setReading(undefined)} />
      <PairEditor job={job} onChanged={rows.refresh} />
      <RowMenu
        at={menu?.at}
        onClose={() => setMenu(undefined)}
        pair={menu?.pair}
        viewerRefusal={refusal}
        onRun={(action, priority) => {
          if (menu !== undefined) deed.run(action, onlyThat(menu.pair), priority);
        }}
        refresh={refresh}
        onRefresh={() => menu && refresh.run(onlyThat(menu.pair))}
        onPasswords={() => menu && setReading(onlyThat(menu.pair))}
        onEdit={() => menu && edit(menu.pair.id)}
      />
    </>
  );
}

const onlyThat = ({ id, source }: Pair): Chosen => ({ selection: { ids: [id] }, what: source });
const cardOf = (pair: Pair) => <PairCard pair={pair} />;

function NoMailboxes({ job, isViewer }: { job: Job; isViewer: boolean }) {
  const { id: tenant } = useTenant();
  return (
    <Empty
      icon={Inbox}
      title="No mailboxes yet"
      action={
        !isViewer && (
          <Group gap={8} justify="center">
            <Button
              renderRoot={(props) => (
                <Link {...props} href={`/t/${tenant}/jobs/${job.id}/import`} />
              )}
            >
              Add mailboxes from CSV
            </Button>
            <Button
              variant="default"
              renderRoot={(props) => (
                <Link {...props} href={`/t/${tenant}/jobs/${job.id}/conditions`} />
              )}
            >
              Take them by conditions
            </Button>
          </Group>
        )
      }
    >
      A line for each mailbox: where it is now and where it goes. Or conditions that say whom of the
      source’s directory to take. Then start the job.
    </Empty>
  );
}
