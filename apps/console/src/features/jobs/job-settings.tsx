'use client';

import type { Job } from '@mailhaul/contracts';
import { Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { mailboxes } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { Summary } from '../job-wizard/summary.tsx';
import { draftOfJob } from '../job-wizard/wizard-draft.ts';
import { choiceLines } from '../job-wizard/wizard-words.ts';

const connectionsMax = 500;
/** They have pages of their own. */
const elsewhere: readonly string[] = ['matching'];

/** What a job is set to, in words; each leads to the step where it is changed. */
export function JobSettings({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const query = { limit: connectionsMax };
  const { data } = useApi('listConnections', { path: { tenant }, query });
  const connection = (id: string) => data?.rows.find((one) => one.id === id)?.name ?? '…';
  const edit = `/t/${tenant}/jobs/${job.id}/edit`;
  const draft = draftOfJob(job, 'UTC');
  const lines = choiceLines(draft, { connection, isNew: false })
    .filter(({ step }) => !elsewhere.includes(step))
    .map((line) => (line.step === 'mailboxes' ? { ...line, words: mailboxes(job.pairs) } : line));
  return (
    <>
      <Summary lines={lines} hrefOf={(step) => `${edit}?step=${step}`} />
      <ActionButton
        refusal={refusal}
        leftSection={<Pencil size={13} />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => router.push(edit)}
      >
        Edit job
      </ActionButton>
    </>
  );
}
