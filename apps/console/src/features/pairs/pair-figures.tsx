import { gradeReason, itemKindLabels, type Pair } from '@mailhaul/contracts';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { gradeWord } from '../../lib/pair-status.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './pair-detail.module.css';

/** The sums of a mailbox, by kind where it holds more than mail, and why its grade is what it is; those beside the total only where there are any. */
export function PairFigures({ pair }: { pair: Pair }) {
  const rare = [
    ['Gone at the source', pair.gone],
    ['Merged by the target', pair.collapsed],
    ['To investigate', pair.investigate],
    ['Copies to look at', pair.surplusReported],
    ['Folders left out', pair.parkedFolders],
  ] as const;
  const kinds = kindsOf(pair);
  const why = gradeReason(pair.grade, pair.found);
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
        {pair.folderRoot !== undefined && <Figure label="Folder root" value={pair.folderRoot} />}
        {pair.grade !== undefined && <Figure label="Verified" value={gradeWord(pair.grade)} />}
        {pair.unverified !== undefined && <Figure label="Verified" value="No" />}
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
      {kinds.length > 0 && (
        <dl className={classes.figures} style={{ marginTop: 10 }} aria-label="Items by kind">
          {kinds.map(([label, value]) => (
            <Figure key={label} label={label} value={value} />
          ))}
        </dl>
      )}
      {why !== undefined && (
        <p className={`muted ${classes.why}`}>
          {gradeWord(pair.grade ?? '')}: {why}
        </p>
      )}
    </div>
  );
}

/** As the verification counted them; none where all is mail. */
function kindsOf({ kinds = {} }: Pair): (readonly [label: string, value: string])[] {
  const held = Object.entries(itemKindLabels).flatMap(([kind, label]) => {
    const { source = 0, target = 0 } = kinds[kind] ?? {};
    if (source + target === 0) return [];
    const both = `${formatCount(source)} → ${formatCount(target)}`;
    return [[label, source === target ? formatCount(source) : both] as const];
  });
  return held.length === 1 && held[0]?.[0] === itemKindLabels['mail'] ? [] : held;
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
