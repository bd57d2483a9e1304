'use client';

import type {
  ConditionFate,
  ConditionRow,
  Connection,
  MailboxConditionInput,
} from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatCount, mailboxes } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { type PlainColumn, PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Time } from '../../ui/time.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { sayCondition } from './condition-words.ts';
import classes from './conditions.module.css';
import { useConditionsPreview } from './use-conditions-preview.ts';

export interface PreviewFacts {
  readonly enters: number;
  readonly stays: number;
  readonly leaves: number;
  /** More than half of the rows would leave: they must be confirmed. */
  readonly mustConfirm: boolean;
}

interface ConditionsPreviewProps {
  readonly source: Connection;
  readonly jobId?: string;
  readonly conditions: readonly MailboxConditionInput[];
  readonly onPreview?: (preview: PreviewFacts | undefined) => void;
}

/** After the typing rests, the directory is asked. */
const settleMs = 400;

/** Who enters, stays and leaves, by name. Nothing is changed by looking. */
export function ConditionsPreview(props: ConditionsPreviewProps) {
  const { source, jobId, conditions, onPreview } = props;
  const { id: tenant } = useTenant();
  const refusal = useViewerRefusal(tenant);
  const [settled] = useDebouncedValue(conditions, settleMs);
  const [fate, setFate] = useState<ConditionFate>();
  const [q, setQ] = useState('');
  const isAsked = settled.length > 0 && refusal === undefined;
  const asked = {
    ...{ conditions: settled, q },
    ...(jobId === undefined ? {} : { jobId }),
    ...(fate === undefined ? {} : { fate }),
  };
  const found = useConditionsPreview({ tenant, connection: source.id }, asked, isAsked);
  const { rows, first } = found;
  const isUnsettled = settled !== conditions || found.isPlaceholderData || !isAsked;
  const isOld = isUnsettled || found.isRefetching;
  const facts = isOld || first === undefined || found.isError ? undefined : first;
  useEffect(() => {
    onPreview?.(facts && { ...facts.counts, mustConfirm: facts.heldBack === 'too-many-leave' });
  }, [facts, onPreview]);
  if (conditions.length === 0) {
    return (
      <p className={classes.hint}>
        {jobId === undefined
          ? 'Without a condition no mailbox is taken: they are added by CSV or typed.'
          : 'Without a condition rows are as they were given: nobody enters or leaves by itself.'}
      </p>
    );
  }
  if (refusal !== undefined) return null;
  const counts = first?.counts;
  const shown: readonly ConditionFate[] =
    jobId === undefined ? ['enters'] : ['enters', 'leaves', 'stays'];
  return (
    <section aria-label="Preview" className={classes.preview} aria-busy={found.isFetching}>
      <div className={classes.bar}>
        <div className={classes.fates} role="group" aria-label="Who is shown">
          {shown.map((one) => (
            <button
              key={one}
              type="button"
              className={classes.fate}
              data-fate={one}
              aria-pressed={fate === one}
              onClick={() => setFate(fate === one ? undefined : one)}
            >
              {fateWords[one]} <b className="num">{formatCount(counts?.[one])}</b>
            </button>
          ))}
        </div>
        <SearchBox label="Find a mailbox" value={q} width={200} onChange={setQ} />
      </div>
      <div className={classes.told}>
        <p role="status">
          {found.isFetching || settled !== conditions
            ? 'Asking the directory…'
            : first !== undefined && `The source tells of ${mailboxes(first.known)}`}
        </p>
        {first !== undefined && (
          <>
            <span>
              Read <Time at={first.readAt} />
            </span>
            <Button
              variant="default"
              size="xs"
              leftSection={<RefreshCw size={13} />}
              onClick={found.readAnew}
            >
              {source.directory === undefined
                ? 'Read the source again'
                : 'Read the directory again'}
            </Button>
          </>
        )}
      </div>
      {first?.words !== undefined && <p className={classes.warning}>{first.words}</p>}
      {found.error !== null && (
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      )}
      {rows.length > 0 && (
        <div
          className={classes.rows}
          role="region"
          aria-label="Mailboxes of the preview"
          // It is scrolled, and there may be nothing in it to go to.
          tabIndex={0}
        >
          <PlainTable
            label="Mailboxes by what the conditions do to them"
            rows={rows.map((row) => ({ ...row, id: `${row.fate} ${row.pairId ?? row.source}` }))}
            columns={columnsOf(settled)}
          />
        </div>
      )}
      <ShowMore found={found} />
    </section>
  );
}

const fateWords: Readonly<Record<ConditionFate, string>> = {
  enters: 'Enter',
  stays: 'Stay',
  leaves: 'Leave',
};

function columnsOf(
  conditions: readonly MailboxConditionInput[],
): readonly PlainColumn<ConditionRow & { readonly id: string }>[] {
  return [
    {
      ...{ id: 'fate', label: 'What', width: 76 },
      render: ({ fate }) => (
        <span className={classes.mark} data-fate={fate}>
          {markWords[fate]}
        </span>
      ),
    },
    {
      ...{ id: 'mailbox', label: 'Mailbox' },
      render: ({ source, name }) => (
        <span className={classes.two}>
          <span>{name ?? source}</span>
          {name !== undefined && <small>{source}</small>}
        </span>
      ),
    },
    { id: 'why', label: 'Why', render: (row) => whyOf(row, conditions) },
  ];
}

const markWords: Readonly<Record<ConditionFate, string>> = {
  enters: 'Enters',
  stays: 'Stays',
  leaves: 'Leaves',
};

function whyOf(row: ConditionRow, conditions: readonly MailboxConditionInput[]): string {
  const { reason, isByHand, renamedTo } = row;
  const condition = row.condition === undefined ? undefined : conditions[row.condition];
  const by = condition === undefined ? '' : sayCondition(condition);
  if (reason === 'gone') return 'The source has no such mailbox any more';
  if (reason === 'not-included') return 'No condition takes it';
  if (reason === 'excluded') return `Left out: ${by}`;
  if (renamedTo !== undefined) return `Is ${renamedTo} now`;
  return isByHand === true ? 'Added by hand: stays whatever is taken' : by;
}
