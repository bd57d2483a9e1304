'use client';

import { problemOf } from '@mailhaul/api-client';
import { Radio, Stack, Textarea } from '@mantine/core';
import Link from 'next/link';
import { faultsByLine } from '../../lib/csv-lines.ts';
import { mailboxes } from '../../lib/format.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { CsvBox } from '../new-job/csv-box.tsx';
import { CsvHelp } from '../new-job/csv-help.tsx';
import { CsvState } from '../new-job/csv-state.tsx';
import { FaultList } from '../new-job/fault-list.tsx';
import { useCsvCheck } from '../new-job/use-csv-check.ts';
import type { StepProps } from './step-props.ts';
import { StepConditions } from './step-conditions.tsx';
import { typedMailboxes } from './typed-lines.ts';
import type { MailboxWay } from './wizard-draft.ts';
import classes from './job-wizard.module.css';

/** Whose mailboxes: out of a CSV, typed, or later. */
export function StepMailboxes({ draft, set, job, isEdit, faultOf }: StepProps) {
  const { mailboxes: from } = draft;
  const change = (changes: Partial<typeof from>) => set({ mailboxes: { ...from, ...changes } });
  const fault = faultOf('Mailboxes');
  const check = useCsvCheck(from.way === 'csv' ? job?.id : undefined, from.csv);
  const lineFaults = faultsByLine(problemOf(check.error)?.faults ?? []).lines;
  const { id: tenant } = useTenant();
  const isThere = job !== undefined && job.pairs > 0;
  const ways: readonly { readonly way: MailboxWay; readonly label: string }[] = [
    ...(isEdit
      ? []
      : [{ way: 'conditions' as const, label: 'By conditions, out of the source’s directory' }]),
    { way: 'csv', label: 'From a CSV: a file, or lines that are pasted' },
    { way: 'typed', label: 'A few, typed here' },
    { way: 'none', label: isThere ? `As they are: ${mailboxes(job.pairs)}` : 'Later' },
  ];
  return (
    <>
      <Radio.Group
        label={isThere ? 'Mailboxes that join' : 'Mailboxes come'}
        value={from.way}
        onChange={(way) => change({ way })}
      >
        <Stack gap={8} mt={8}>
          {ways.map(({ way, label }) => (
            <Radio key={way} value={way} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      {isEdit && (
        <p className="muted">
          Whom the job takes by conditions is changed{' '}
          <Link className="link" href={`/t/${tenant}/jobs/${job?.id ?? ''}/conditions`}>
            on a page of its own
          </Link>
          , which shows who enters and who leaves.
        </p>
      )}
      {from.way === 'conditions' && (
        <StepConditions
          source={draft.source}
          value={from.conditions}
          onChange={(conditions) => change({ conditions })}
          fault={fault}
        />
      )}
      {from.way === 'csv' && (
        <>
          <CsvBox csv={from.csv} onChange={(csv) => change({ csv })} error={fault} />
          {job !== undefined && <CsvState csv={from.csv} check={check} />}
          {lineFaults.length > 0 && (
            <FaultList csv={from.csv} faults={lineFaults} onChange={(csv) => change({ csv })} />
          )}
          <details className={classes.more}>
            <summary>Columns of the CSV</summary>
            <CsvHelp />
          </details>
        </>
      )}
      {from.way === 'typed' && (
        <Textarea
          label="Mailboxes"
          description="One a line: the mailbox at the source, then its target, or none to match it in the next step"
          placeholder={
            'anna@old.example.com anna@example.com\nbert@old.example.com bert@example.com'
          }
          autosize
          minRows={4}
          maxRows={16}
          wrap="off"
          spellCheck={false}
          value={from.typed}
          error={fault ?? typedFault(from.typed)}
          onChange={(event) => change({ typed: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function typedFault(text: string): string | undefined {
  const lines = typedMailboxes(text);
  return lines.kind === 'fault' ? lines.message : undefined;
}
