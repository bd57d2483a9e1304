'use client';

import { SegmentedControl } from '@mantine/core';
import { useParams } from 'next/navigation';
import Link from 'next/link';
import { useApi } from '../../lib/api.ts';
import { useAddress } from '../../lib/use-address.ts';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { CsvHelp } from './csv-help.tsx';
import { DirectoryPicker } from './directory-picker.tsx';
import { ImportForm } from './import-form.tsx';
import classes from './new-job.module.css';

/** Second half of a new job, and the place for more mailboxes later. */
export function ImportPage() {
  const { id: tenant } = useTenant();
  const { job = '' } = useParams<{ job: string }>();
  const { query, change } = useAddress();
  const isPicked = query.get('from') === 'directory';
  const { data, error, refetch } = useApi('readJob', { path: { tenant, job } });
  if (data === undefined) {
    return (
      <Page>
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        above={
          <Link className="plain" href={`/t/${tenant}/jobs/${job}`}>
            {data.name}
          </Link>
        }
        title="Add mailboxes"
        beside={<JobMark status={data.status} />}
        sentence={
          isPicked
            ? 'Whoever has a mailbox in the source, as its directory tells. Those that are there already are updated'
            : 'A CSV file with a line for each mailbox. Lines that are there already are updated'
        }
        actions={
          <SegmentedControl
            aria-label="Where the mailboxes come from"
            value={isPicked ? 'directory' : 'csv'}
            onChange={(from) => change({ from: from === 'directory' ? from : undefined })}
            data={[
              { value: 'csv', label: 'CSV' },
              { value: 'directory', label: 'From the directory' },
            ]}
          />
        }
      />
      {isPicked ? (
        <DirectoryPicker job={data} />
      ) : (
        <div className={classes.layout}>
          <ImportForm job={data} />
          <CsvHelp />
        </div>
      )}
    </Page>
  );
}
