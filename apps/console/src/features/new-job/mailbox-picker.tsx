'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Connection, FoundMailbox, Job } from '@mailhaul/contracts';
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { faultsByLine } from '../../lib/csv-lines.ts';
import { formatCount, mailboxes } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { type PlainColumn, PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { DirectoryFilters } from './directory-filters.tsx';
import classes from './new-job.module.css';
import { csvOf, patternFault, type Picked, targetOf } from './picked-rows.ts';
import { useFoundMailboxes, type Wish } from './use-found-mailboxes.ts';

const noWish: Wish = { q: '', kind: '', unit: '', group: '' };

/** Search, tick, say where they go, add. What was ticked stays ticked while the search changes. */
export function MailboxPicker({ job, source }: { job: Job; source: Connection }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const [wish, setWish] = useState(noWish);
  const [pattern, setPattern] = useState('{address}');
  const [ticked, setTicked] = useState<ReadonlyMap<string, FoundMailbox>>(new Map());
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const path = { tenant, connection: source.id };
  const found = useFoundMailboxes(path, wish, refusal === undefined);
  const patternWrong = patternFault(pattern);
  const picked: readonly Picked[] = [...ticked.values()].map((mailbox) => ({
    mailbox,
    target: typed.get(mailbox.address) ?? targetOf(pattern, mailbox.address),
  }));
  const take = useDeed('importPairs', {
    showsProblem: true,
    touches: ['readJob', 'listJobs', 'countPairs'],
    onDone: ({ added, updated }) => {
      notifications.show({
        message: `${mailboxes(added)} added${updated > 0 ? `, ${formatCount(updated)} updated` : ''}`,
      });
      router.push(`/t/${tenant}/jobs/${job.id}`);
    },
  });
  const tick = (rows: readonly FoundMailbox[], isOn: boolean) => {
    const next = new Map(ticked);
    for (const row of rows) {
      if (isOn) next.set(row.address, row);
      else next.delete(row.address);
    }
    setTicked(next);
    take.reset();
  };
  const { rows, last } = found;
  const faults = faultsByLine(problemOf(take.error)?.faults ?? []).lines;
  const faultOf = ({ address }: FoundMailbox) => {
    const line = picked.findIndex(({ mailbox }) => mailbox.address === address) + 2;
    return faults.find((fault) => fault.line === line)?.message;
  };
  const columns: readonly PlainColumn<FoundMailbox & { readonly id: string }>[] = [
    {
      ...{ id: 'tick', label: 'Chosen', width: 40, isQuiet: true },
      render: (row) => (
        <Checkbox
          aria-label={`Choose ${row.address}`}
          checked={ticked.has(row.address)}
          onChange={(event) => tick([row], event.currentTarget.checked)}
        />
      ),
    },
    { id: 'address', label: 'Mailbox', render: ({ address, name }) => `${name} <${address}>` },
    { id: 'kind', label: 'Kind', width: 100, render: ({ kind }) => kindWords[kind] },
    {
      ...{ id: 'unit', label: 'Unit', width: 180, isMinor: true },
      render: ({ path: units = [] }) => units.join(' / '),
    },
    {
      ...{ id: 'target', label: 'Goes to', width: 260 },
      render: (row) =>
        ticked.has(row.address) && (
          <TextInput
            size="xs"
            aria-label={`Target of ${row.address}`}
            value={typed.get(row.address) ?? targetOf(pattern, row.address)}
            error={faultOf(row)}
            onChange={(event) =>
              setTyped(new Map(typed).set(row.address, event.currentTarget.value))
            }
          />
        ),
    },
  ];
  const areAllTicked = rows.length > 0 && rows.every(({ address }) => ticked.has(address));
  return (
    <Stack gap={14}>
      <DirectoryFilters {...{ source, wish }} onChange={setWish} />
      <TextInput
        label="Where they go"
        description="{address} is the same address, {localpart}@new.example the same name elsewhere; each can be typed over below. Left empty: chosen later, under Match"
        maw={420}
        value={pattern}
        error={patternWrong}
        onChange={(event) => setPattern(event.currentTarget.value)}
      />
      <div role="status" className="num">
        {found.isFetching && <span className="muted">Searching…</span>}
        {!found.isFetching && last !== undefined && (
          <span>
            {mailboxes(last.total)} found{last.words === undefined ? '' : `. ${last.words}`}
          </span>
        )}
      </div>
      {found.error !== null && (
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      )}
      {rows.length > 0 && (
        <>
          <Checkbox
            label={`Choose all ${formatCount(rows.length)} that are shown`}
            checked={areAllTicked}
            onChange={(event) => tick(rows, event.currentTarget.checked)}
          />
          <div className={classes.found}>
            <PlainTable
              label="Mailboxes of the directory"
              rows={rows.map((row) => ({ ...row, id: row.address }))}
              columns={columns}
            />
          </div>
        </>
      )}
      <ShowMore found={found} />
      {take.error !== null && <ProblemNotice error={take.error} takesFocus />}
      <Group>
        <ActionButton
          refusal={refusal ?? (picked.length === 0 ? 'Tick mailboxes first' : patternWrong)}
          loading={take.isPending}
          onClick={() =>
            take.mutate({ path: { tenant, job: job.id }, body: csvOf(picked, source.kind) })
          }
        >
          Add {picked.length === 0 ? 'mailboxes' : mailboxes(picked.length)}
        </ActionButton>
        <Button variant="default" onClick={() => router.push(`/t/${tenant}/jobs/${job.id}`)}>
          Later
        </Button>
      </Group>
    </Stack>
  );
}

const kindWords: Readonly<Record<FoundMailbox['kind'], string>> = {
  mailbox: 'Mailbox',
  user: 'User',
  shared: 'Shared',
  room: 'Room',
  equipment: 'Equipment',
  public: 'Public folders',
  system: 'Exchange’s own',
};
