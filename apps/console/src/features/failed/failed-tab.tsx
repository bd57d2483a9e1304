'use client';

import type { Job } from '@mailhaul/contracts';
import { Button, Group } from '@mantine/core';
import { useApi } from '../../lib/api.ts';
import { sayWho } from '../../lib/catalogue.tsx';
import { counted, formatCount } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useAddress } from '../../lib/use-address.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { usePairDeed } from '../pairs/use-pair-deed.tsx';
import { FailedList } from './failed-list.tsx';
import classes from './failed.module.css';

/** What failed in a job: causes first, each with its remedy, then the items. */
export function FailedTab({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const { query, change } = useAddress();
  const refusal = useViewerRefusal(tenant);
  const deed = usePairDeed(job.id, { onDone: () => undefined });
  const causes = useApi('listFailedCauses', { path: { tenant, job: job.id } });
  const reason = query.get('reason') ?? undefined;
  const q = query.get('q') ?? '';
  const list = (causes.data ?? []).toSorted((a, b) => b.items - a.items);
  const total =
    reason === undefined ? job.failed : list.find((one) => one.reason === reason)?.items;
  const retry = () =>
    deed.run('retry-failed', {
      selection: { matching: { status: ['completed-with-failures'] } },
      what: 'all mailboxes with failures',
    });
  return (
    <>
      {causes.error !== null && causes.data === undefined && (
        <ProblemNotice error={causes.error} onRetry={() => void causes.refetch()} />
      )}
      {list.length > 0 && (
        <>
          <Group justify="space-between" gap={8}>
            <SearchBox
              label="Find by mailbox or folder"
              value={q}
              onChange={(text) => change({ q: text })}
            />
            <ActionButton
              variant="default"
              refusal={refusal}
              loading={deed.isPending}
              onClick={retry}
            >
              Retry {counted(job.failed, 'failed item')}
            </ActionButton>
          </Group>
          <ul className={classes.causes} aria-label="Causes">
            {list.map((one) => (
              <li
                key={one.reason}
                className={classes.cause}
                data-chosen={one.reason === reason || undefined}
              >
                <span className={classes.count}>{formatCount(one.items)}</span>
                <div>
                  <strong>{one.cause}</strong>
                  <div className={classes.remedy}>
                    {one.whatToDo} Can be mended by {sayWho(one.fixedBy)}.
                  </div>
                </div>
                <Button
                  variant="default"
                  aria-pressed={one.reason === reason}
                  onClick={() => change({ reason: one.reason === reason ? '' : one.reason })}
                >
                  {one.reason === reason ? 'Show all items' : 'Show items'}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <FailedList of={{ job: job.id }} reason={reason} q={q} total={q === '' ? total : undefined} />
    </>
  );
}
