'use client';

import type { Job } from '@mailhaul/contracts';
import { Button, Popover } from '@mantine/core';
import { FileDown, FileText } from 'lucide-react';
import { useState } from 'react';
import { client, useApi } from '../../lib/api.ts';
import { mailboxes } from '../../lib/format.ts';
import { mailboxName } from '../../lib/mailbox-kind.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './log-files.module.css';

/** More are found by a search. */
const shownMax = 50;

/** The log of a mailbox, item by item, as CSV: choose whose. */
export function LogFiles({ job }: { job: Job }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      shadow="sm"
      width={340}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<FileText size={14} aria-hidden />}
          onClick={() => setOpen((was) => !was)}
        >
          Log files
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Log files">
        <Logs job={job} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Logs({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const [q, setQ] = useState('');
  const { data } = useApi(
    'listPairs',
    {
      path: { tenant, job: job.id },
      query: { sort: 'source', limit: shownMax, ...(q === '' ? {} : { q }) },
    },
    { keeps: true },
  );
  const rows = data?.rows ?? [];
  return (
    <>
      <SearchBox label="Whose log" value={q} width={322} onChange={setQ} />
      <ul className={classes.list}>
        {rows.map(({ id, source, sourceKind }) => (
          <li key={id}>
            <a
              className="plain"
              href={client.url('pairLog', { path: { tenant, pair: id } })}
              download
              title={source}
            >
              <FileDown size={14} aria-hidden />
              <span className="cut">{mailboxName(source, sourceKind)}</span>
            </a>
          </li>
        ))}
      </ul>
      <p className={classes.note} role="status">
        {data !== undefined && rows.length === 0 && 'No mailbox of that name'}
        {data?.next !== undefined &&
          `The first ${shownMax} of ${mailboxes(job.pairs)}: search for others`}
      </p>
    </>
  );
}
