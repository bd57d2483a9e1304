'use client';

import type { MailboxConditionInput } from '@mailhaul/contracts';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { mailboxes } from '../../lib/format.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ConditionsEditor } from '../conditions/conditions-editor.tsx';
import type { PreviewFacts } from '../conditions/conditions-preview.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { canTellMailboxes } from '../new-job/directory-picker.tsx';

interface StepConditionsProps {
  /** The connection; null: none is chosen yet. */
  readonly source: string | null;
  readonly value: readonly MailboxConditionInput[];
  readonly onChange: (value: readonly MailboxConditionInput[]) => void;
  readonly fault: string | undefined;
}

/** Conditions over a source whose system tells who has a mailbox. */
export function StepConditions({ source, value, onChange, fault }: StepConditionsProps) {
  const { id: tenant } = useTenant();
  const [preview, setPreview] = useState<PreviewFacts>();
  const { data, error, refetch } = useApi(
    'readConnection',
    { path: { tenant, connection: source ?? '' } },
    { enabled: source !== null },
  );
  if (source === null)
    return <p className="muted">Choose a source first: it tells who is there.</p>;
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (!canTellMailboxes(data)) {
    return (
      <p className="muted">
        {data.name} has no directory to ask. Add one to the connection, or bring the mailboxes by
        CSV.
      </p>
    );
  }
  return (
    <>
      {fault !== undefined && <p role="alert">{fault}</p>}
      {value.length > 0 && (
        <p>
          <strong>{takenWords(value, preview)}</strong>{' '}
          <span className="muted">
            Take conditions away or add others below to move fewer of them.
          </span>
        </p>
      )}
      <ConditionsEditor source={data} value={value} onChange={onChange} onPreview={setPreview} />
    </>
  );
}

/** How many come, and plainly so where it is everybody. */
function takenWords(
  value: readonly MailboxConditionInput[],
  preview: PreviewFacts | undefined,
): string {
  const isAll =
    value.some(({ by }) => by === 'all') && value.every(({ effect }) => effect === 'include');
  const who = isAll ? 'Everybody at the source' : 'Who meets the conditions';
  return preview === undefined
    ? `${who} joins this job.`
    : `${who} joins this job: ${mailboxes(preview.enters)}.`;
}
