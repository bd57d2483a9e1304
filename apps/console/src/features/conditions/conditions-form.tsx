'use client';

import type { Connection, Job, JobConditions, MailboxConditionInput } from '@mailhaul/contracts';
import { Button, Checkbox } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { BookUser } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { counted, formatCount, mailboxes } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { canTellMailboxes } from '../new-job/directory-picker.tsx';
import { usualConditions } from './condition-words.ts';
import classes from './conditions.module.css';
import { ConditionsEditor } from './conditions-editor.tsx';
import type { PreviewFacts } from './conditions-preview.tsx';

interface ConditionsFormProps {
  readonly job: Job;
  readonly source: Connection;
  readonly kept: JobConditions;
}

export function ConditionsForm({ job, source, kept }: ConditionsFormProps) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const [value, setValue] = useState<readonly MailboxConditionInput[]>(kept.conditions);
  const [facts, setFacts] = useState<PreviewFacts>();
  const [confirmed, setConfirmed] = useState<number>();
  const href = `/t/${tenant}/jobs/${job.id}`;
  const change = useDeed('changeConditions', {
    showsProblem: true,
    touches: ['readJob', 'listJobs', 'countPairs', 'readConditions'],
    onDone: ({ entered, left, stopping, words }) => {
      const stops = stopping > 0 ? `, ${formatCount(stopping)} of them once stopped` : '';
      const said = `${mailboxes(entered)} entered, ${formatCount(left)} left${stops}`;
      notifications.show({ message: words === undefined ? said : `${said}. ${words}` });
      router.push(href);
    },
  });
  if (!canTellMailboxes(source)) {
    return (
      <Empty
        icon={BookUser}
        title={`${source.name} has no directory`}
        action={
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link {...props} href={`/t/${tenant}/connections/${source.id}`} />
            )}
          >
            Add a directory to it
          </Button>
        }
      >
        Conditions say whom of a directory (LDAP) a job takes. Without one its mailboxes are added
        by CSV or typed.
      </Empty>
    );
  }
  const isSame = JSON.stringify(value) === JSON.stringify(kept.conditions);
  const mustConfirm = facts?.mustConfirm === true;
  const isConfirmed = facts !== undefined && confirmed === facts.leaves;
  const why =
    refusal ??
    (value.length > 0 && facts === undefined
      ? 'The preview is not there yet'
      : isSame && facts !== undefined && facts.enters + facts.leaves === 0
        ? 'Nothing would change'
        : mustConfirm && !isConfirmed
          ? 'Confirm that they leave'
          : undefined);
  const apply = () =>
    change.mutate({
      path: { tenant, job: job.id },
      ifMatch: kept.revision,
      body: {
        conditions: [...value],
        ...(mustConfirm && facts !== undefined ? { leavingMax: facts.leaves } : {}),
      },
    });
  return (
    <>
      {value.length === 0 && kept.conditions.length === 0 && (
        <Button
          variant="default"
          size="xs"
          mb={12}
          onClick={() => setValue(usualConditions)}
          disabled={refusal !== undefined}
        >
          Begin with all mailboxes and public folders
        </Button>
      )}
      <ConditionsEditor
        source={source}
        jobId={job.id}
        value={value}
        onChange={setValue}
        isReadOnly={refusal !== undefined}
        onPreview={setFacts}
      />
      {change.error !== null && <ProblemNotice error={change.error} takesFocus />}
      <div className={classes.apply}>
        {mustConfirm && (
          <Checkbox
            label={`Yes, ${counted(facts.leaves, 'mailbox leaves', 'mailboxes leave')} this job`}
            checked={isConfirmed}
            onChange={(event) =>
              setConfirmed(event.currentTarget.checked ? facts.leaves : undefined)
            }
          />
        )}
        <ActionButton refusal={why} loading={change.isPending} onClick={apply}>
          {applyWords(value, facts)}
        </ActionButton>
        <Button variant="default" renderRoot={(props) => <Link {...props} href={href} />}>
          Cancel
        </Button>
        <span className="muted">
          Whoever leaves keeps what was migrated, and goes on from there when it enters again.
        </span>
      </div>
    </>
  );
}

function applyWords(
  value: readonly MailboxConditionInput[],
  facts: PreviewFacts | undefined,
): string {
  if (value.length === 0) return 'Apply: no conditions';
  if (facts === undefined) return 'Apply';
  return `Apply: ${formatCount(facts.enters)} enter, ${formatCount(facts.leaves)} leave`;
}
