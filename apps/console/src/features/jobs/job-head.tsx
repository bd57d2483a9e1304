'use client';

import type { Job } from '@mailhaul/contracts';
import { ActionIcon, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { Ellipsis, FileDown, FileUp, Link2, Play, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { client, useApi } from '../../lib/api.ts';
import { type JobDeed, jobActions } from '../../lib/job-actions.ts';
import { mailboxes } from '../../lib/format.ts';
import { jobSentence } from '../../lib/job-sentence.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { useNow } from '../../lib/use-now.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { PageHead } from '../../ui/page.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { useRunDeed } from '../schedule/use-run-deed.tsx';

const touches = ['readJob', 'listJobs', 'countPairs'] as const;

/** Name, state, what goes on, and what may be done now. */
export function JobHead({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const now = useNow();
  const refusal = useViewerRefusal(tenant);
  const actions = jobActions(job, refusal);
  const path = { tenant, job: job.id };
  const start = useRunDeed('startJob', job, tenant);
  const pause = useDeed('pauseJob', { touches });
  const delta = useRunDeed('requestDelta', job, tenant);
  const remove = useDeed('deleteJob', {
    touches: ['listJobs'],
    said: `${job.name} is deleted`,
    onDone: () => router.push(`/t/${tenant}/jobs`),
  });
  const deeds = {
    start,
    delta,
    pause: { run: () => pause.mutate({ path }), isPending: pause.isPending },
  };

  const button = (deed: keyof typeof deeds, isPrimary: boolean) => (
    <ActionButton
      key={deed}
      variant={isPrimary ? 'filled' : 'default'}
      refusal={actions[deed].refusal}
      loading={deeds[deed].isPending}
      leftSection={isPrimary && deed === 'start' ? <Play size={13} /> : undefined}
      onClick={deeds[deed].run}
    >
      {actions[deed].label}
    </ActionButton>
  );
  const others = (['pause', 'delta'] as const).filter((deed) => deed !== actions.primary);
  const askDelete = () =>
    modals.openConfirmModal({
      title: `Delete ${job.name}`,
      children: (
        <Text size="sm">
          The job and what is known of its {mailboxes(job.pairs)} go. Mail that was copied stays on
          the target.
        </Text>
      ),
      labels: { confirm: 'Delete job', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ path, ifMatch: job.revision }),
    });
  return (
    <PageHead
      title={job.name}
      above={<Sides job={job} />}
      beside={<JobMark status={job.status} statuses={job.statuses} scheduleNow={job.scheduleNow} />}
      sentence={jobSentence(job, now)}
      actions={
        <>
          {others.map((deed) => button(deed, false))}
          {button(actions.primary, true)}
          <Menu>
            <Menu.Target>
              <ActionIcon variant="default" aria-label="More actions">
                <Ellipsis size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<FileUp size={14} />}
                disabled={refusal !== undefined}
                renderRoot={(props) => (
                  <Link {...props} href={`/t/${tenant}/jobs/${job.id}/import`} />
                )}
              >
                Add mailboxes from CSV
              </Menu.Item>
              <Menu.Item
                leftSection={<Link2 size={14} />}
                disabled={refusal !== undefined}
                renderRoot={(props) => (
                  <Link {...props} href={`/t/${tenant}/jobs/${job.id}/match`} />
                )}
              >
                Match mailboxes
              </Menu.Item>
              <Menu.Item
                leftSection={<FileDown size={14} />}
                component="a"
                href={client.url('jobReport', { path })}
                download
              >
                Download report
              </Menu.Item>
              <Menu.Divider />
              <Refusable state={actions.delete} onClick={askDelete} />
            </Menu.Dropdown>
          </Menu>
        </>
      }
    />
  );
}

function Refusable({
  state,
  onClick,
}: {
  state: ReturnType<typeof jobActions>[JobDeed];
  onClick: () => void;
}) {
  return (
    <Menu.Item
      leftSection={<Trash2 size={14} />}
      color="red"
      disabled={state.refusal !== undefined}
      onClick={onClick}
    >
      {state.label}
      {state.refusal !== undefined && (
        <Text size="xs" c="dimmed">
          {state.refusal}
        </Text>
      )}
    </Menu.Item>
  );
}

function Sides({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const { data } = useApi('listConnections', { path: { tenant }, query: { limit: 500 } });
  const nameOf = (id: string) => data?.rows.find((one) => one.id === id)?.name ?? '…';
  const link = (id: string) => (
    <Link className="plain" href={`/t/${tenant}/connections/${id}`}>
      {nameOf(id)}
    </Link>
  );
  return (
    <>
      {link(job.sourceConnectionId)} → {link(job.targetConnectionId)}
    </>
  );
}
