'use client';

import type { Connection } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { Cable } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { useExplain } from '../../lib/catalogue.tsx';
import { counted } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Time } from '../../ui/time.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './connections.module.css';
import { ConnectionMark } from './connection-mark.tsx';
import { sayEnd, useBackgroundTests } from './use-background-test.ts';

const connectionsMax = 500;
const kindWords = { imap: 'IMAP', exchange: 'Exchange', office365: 'Office 365' };

export function ConnectionsPage() {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const { data, error, refetch } = useApi('listConnections', {
    path: { tenant },
    query: { limit: connectionsMax, sort: 'name' },
  });
  const rows = data?.rows ?? [];
  const broken = rows.filter(({ status }) => status === 'broken').length;
  const add = (
    <ActionButton refusal={refusal} onClick={() => router.push(`/t/${tenant}/connections/new`)}>
      New connection
    </ActionButton>
  );
  return (
    <Page>
      <PageHead
        title="Connections"
        sentence={
          broken > 0
            ? `${counted(broken, 'connection')} ${broken === 1 ? 'does' : 'do'} not work`
            : 'The mail systems that mailboxes are copied from and to'
        }
        actions={rows.length > 0 && add}
      />
      {error !== null && data === undefined && (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {rows.length > 0 && <Table rows={rows} />}
      {data !== undefined && rows.length === 0 && (
        <Empty icon={Cable} title="No connections yet" action={add}>
          A connection is a mail server and how to sign in to it. Start with the system that the
          mailboxes are in now; then the one that they go to.
        </Empty>
      )}
    </Page>
  );
}

/** Why it does not work, or that the test after saving did not pass. */
function StateNote({ connection: { id, problem } }: { connection: Connection }) {
  const explain = useExplain();
  const test = useBackgroundTests().get(id);
  const note =
    test !== undefined && test.kind !== 'running'
      ? sayEnd(test)
      : problem === undefined
        ? undefined
        : explain(problem).cause;
  if (note === undefined) return null;
  return (
    <span className={`cut ${classes.host}`} title={note}>
      {note}
    </span>
  );
}

function Table({ rows }: { rows: readonly Connection[] }) {
  const { id: tenant } = useTenant();
  const href = ({ id }: Connection) => `/t/${tenant}/connections/${id}`;
  return (
    <PlainTable
      label="Connections"
      rows={rows}
      href={href}
      columns={[
        {
          id: 'name',
          label: 'Connection',
          render: (row) => (
            <div className={classes.name}>
              <Link href={href(row)} className="plain cut" title={row.name}>
                {row.name}
              </Link>
              <span className={`cut ${classes.host}`} title={row.host}>
                {kindWords[row.kind]} · {row.host}
              </span>
            </div>
          ),
        },
        {
          id: 'status',
          label: 'State',
          width: 260,
          render: (row) => (
            <div className={classes.name}>
              <ConnectionMark connection={row} />
              <StateNote connection={row} />
            </div>
          ),
        },
        {
          id: 'signIn',
          isMinor: true,
          label: 'Signs in',
          width: 170,
          render: ({ signIn }) =>
            signIn === 'admin' ? 'One account for all' : 'Each mailbox itself',
        },
        {
          id: 'used',
          isMinor: true,
          label: 'Used by',
          width: 100,
          render: ({ usedBy }) =>
            usedBy === 0 ? <span className="muted">No job</span> : counted(usedBy, 'job'),
        },
        {
          id: 'checked',
          label: 'Checked',
          width: 120,
          render: ({ checkedAt }) => <Time at={checkedAt} />,
        },
        {
          id: 'test',
          label: 'Test',
          width: 84,
          isQuiet: true,
          render: (row) => (
            <Button
              variant="default"
              size="compact-sm"
              renderRoot={(props) => (
                <Link {...props} href={`${href(row)}?test=1`} aria-label={`Test ${row.name}`} />
              )}
            >
              Test
            </Button>
          ),
        },
      ]}
    />
  );
}
