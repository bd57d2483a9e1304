'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Job } from '@mailhaul/contracts';
import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core';
import { useDebouncedValue, useSessionStorage } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { CircleCheck, FileUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type DragEvent, useEffect, useState } from 'react';
import { faultsByLine, rowCount } from '../../lib/csv-lines.ts';
import { counted, formatCount, mailboxes } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { FaultList } from './fault-list.tsx';
import classes from './new-job.module.css';

/** After the typing rests, what is there is checked without being taken. */
const settleMs = 500;
/** Larger texts would not fit into what the browser keeps of the session. */
const keptCharsMax = 1_000_000;

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
  const [settled] = useDebouncedValue(csv, settleMs);
  const [isOver, setOver] = useState(false);
  const path = { tenant, job: job.id };
  const check = useDeed('importPairs', { showsProblem: true });
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
    const plain = next.replaceAll('\r\n', '\n');
    setText(plain);
    keep(plain.length <= keptCharsMax ? withoutPasswords(plain) : '');
    take.reset();
  };
  const { mutate, reset } = check;
  useEffect(() => {
    if (settled.trim() === '') return reset();
    const path = { tenant, job: job.id };
    mutate({ path, query: { dryRun: 'true' }, body: settled });
  }, [settled, mutate, reset, tenant, job.id]);

  const read = async (file: File | null) => {
    if (file !== null) type(await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0] ?? null);
  };
  const error = take.error ?? check.error;
  const faults = faultsByLine(problemOf(error)?.faults ?? []);
  const isChecked = settled === csv && check.isSuccess;
  const rows = rowCount(csv);
  return (
    <Stack gap={14} style={{ minWidth: 0 }}>
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Group justify="space-between" mb={8} gap={8}>
          <span className="muted">Paste lines here, or drop a file</span>
          <FileButton onChange={(file) => void read(file)} accept=".csv,text/csv,text/plain">
            {(props) => (
              <Button {...props} variant="default" leftSection={<FileUp size={14} />}>
                Choose a file
              </Button>
            )}
          </FileButton>
        </Group>
        <Textarea
          aria-label="CSV"
          placeholder={'source,target\nanna@old.example.com,anna@example.com'}
          styles={{
            input: {
              fontFamily: 'var(--mantine-font-family-monospace)',
              fontSize: 12,
              lineHeight: '18px',
            },
          }}
          wrap="off"
          rows={12}
          value={csv}
          spellCheck={false}
          onChange={(event) => type(event.currentTarget.value)}
        />
      </div>
      <div role="status" className="num">
        {csv.trim() === '' && <span className="muted">{'\u00a0'}</span>}
        {csv.trim() !== '' && check.isPending && (
          <span className="muted">Checking {counted(rows, 'line')}…</span>
        )}
        {isChecked && check.data !== undefined && (
          <Group gap={6}>
            <CircleCheck size={15} color="var(--mh-green)" aria-hidden />
            {formatCount(check.data.added)} to add, {formatCount(check.data.updated)} to update,{' '}
            {formatCount(check.data.unchanged)} as they are
          </Group>
        )}
      </div>
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

/** What the browser keeps over a reload has no secrets: a text with passwords is not kept. */
function withoutPasswords(csv: string): string {
  return /pass/i.test(csv.slice(0, csv.indexOf('\n') < 0 ? undefined : csv.indexOf('\n')))
    ? ''
    : csv;
}
