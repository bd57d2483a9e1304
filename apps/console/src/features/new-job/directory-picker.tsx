'use client';

import type { Connection, Job } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { BookUser } from 'lucide-react';
import { useApi } from '../../lib/api.ts';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { MailboxPicker } from './mailbox-picker.tsx';

/** Mailboxes of the job's source to tick, where its system tells who has one. */
export function DirectoryPicker({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const path = { tenant, connection: job.sourceConnectionId };
  const { data, error, refetch } = useApi('readConnection', { path });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (canTellMailboxes(data)) return <MailboxPicker job={job} source={data} />;
  return (
    <Empty
      icon={BookUser}
      title={`${data.name} has no directory`}
      action={
        <Button component="a" variant="default" href={`/t/${tenant}/connections/${data.id}`}>
          Add a directory to it
        </Button>
      }
    >
      With an Active Directory or another directory (LDAP) mailboxes can be searched and ticked
      here. Without one, list them in a CSV.
    </Empty>
  );
}

/** Whether the system says who has a mailbox: by its directory, or Exchange to an account that opens all mailboxes. */
export function canTellMailboxes({ directory, kind, signIn, adminUser }: Connection): boolean {
  return (
    directory !== undefined || (kind !== 'imap' && signIn === 'admin' && adminUser !== undefined)
  );
}
