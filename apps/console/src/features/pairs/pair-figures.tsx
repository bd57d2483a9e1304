import type { Pair } from '@mailhaul/contracts';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { gradeWord } from '../../lib/pair-status.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './pair-detail.module.css';

/** The sums of a mailbox; those beside the total only where there are any. */
export function PairFigures({ pair }: { pair: Pair }) {
  const rare = [
    ['Gone at the source', pair.gone],
    ['Merged by the target', pair.collapsed],
    ['To investigate', pair.investigate],
    ['Copies to look at', pair.surplusReported],
    ['Folders left out', pair.parkedFolders],
  ] as const;
  return (
    <div>
      <ProgressBar figures={pair} label={`Progress of ${pair.source}`} hasShare />
      <dl className={classes.figures} style={{ marginTop: 12 }}>
        <Figure label="Items" value={formatCount(pair.total)} />
        <Figure label="Migrated" value={formatCount(pair.migrated)} />
        <Figure label="Excluded" value={formatCount(pair.excluded)} />
        <div>
          <dt>Failed</dt>
          <dd data-failed={pair.failed > 0 || undefined}>{formatCount(pair.failed)}</dd>
        </div>
        <Figure label="Left" value={formatCount(pair.pending)} />
        <Figure
          label="Copied"
          value={
            // Sizes that a source only guesses may come to less than what was copied.
            pair.bytesTotal === undefined || pair.bytesTotal < pair.bytesMigrated
              ? formatBytes(pair.bytesMigrated)
              : `${formatBytes(pair.bytesMigrated)} of ${formatBytes(pair.bytesTotal)}`
          }
        />
        <Figure label="Passes" value={formatCount(pair.passCount)} />
        <Figure label="Priority" value={String(pair.priority)} />
        {pair.grade !== undefined && <Figure label="Verified" value={gradeWord(pair.grade)} />}
        <div>
          <dt>Started</dt>
          <dd>
            <Time at={pair.startedAt} />
          </dd>
        </div>
        {rare.map(
          ([label, value]) =>
            value > 0 && <Figure key={label} label={label} value={formatCount(value)} />,
        )}
      </dl>
    </div>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
