'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Job } from '@mailhaul/contracts';
import { Button, Group, Stack } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { faultsByLine, keptCsv, rowCount } from '../../lib/csv-lines.ts';
import { formatCount, mailboxes } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { CsvBox } from './csv-box.tsx';
import { CsvState } from './csv-state.tsx';
import { FaultList } from './fault-list.tsx';
import { useCsvCheck } from './use-csv-check.ts';

export function ImportForm({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const [kept, keep, forget] = useSessionStorage({
    key: `mailhaul.csv.${job.id}`,
    defaultValue: '',
  });
  const [text, setText] = useState<string>();
  const csv = text ?? kept;
  const path = { tenant, job: job.id };
  const check = useCsvCheck(job.id, csv);
  const take = useDeed('importPairs', {
    showsProblem: true,
    touches: ['readJob', 'listJobs', 'countPairs'],
    onDone: ({ added, updated }) => {
      forget();
      notifications.show({
        message: `${mailboxes(added)} added${updated > 0 ? `, ${formatCount(updated)} updated` : ''}`,
      });
      router.push(`/t/${tenant}/jobs/${job.id}`);
    },
  });

  const type = (next: string) => {
    setText(next);
    keep(keptCsv(next));
    take.reset();
  };
  const error = take.error ?? check.error;
  const faults = faultsByLine(problemOf(error)?.faults ?? []);
  const rows = rowCount(csv);
  return (
    <Stack gap={14} style={{ minWidth: 0 }}>
      <CsvBox csv={csv} onChange={type} />
      <CsvState csv={csv} check={check} />
      {error !== null && faults.lines.length === 0 && <ProblemNotice error={error} />}
      {faults.lines.length > 0 && <FaultList csv={csv} faults={faults.lines} onChange={type} />}
      <Group>
        <ActionButton
          refusal={
            refusal ??
            (rows === 0
              ? 'Paste lines or choose a file first'
              : faults.lines.length > 0
                ? 'Mend the lines above first: all lines are taken, or none'
                : undefined)
          }
          loading={take.isPending}
          onClick={() => take.mutate({ path, body: csv })}
        >
          Add {rows === 0 ? 'mailboxes' : mailboxes(rows)}
        </ActionButton>
        <Button variant="default" onClick={() => router.push(`/t/${tenant}/jobs/${job.id}`)}>
          Later
        </Button>
      </Group>
    </Stack>
  );
}
