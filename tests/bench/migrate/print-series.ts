import Table from 'cli-table3';
import { median, range } from '../statistics.ts';
import type { SeriesResult, Trial } from './run-series.ts';

/** With what the others of a series are compared, in this order. */
const yardsticks = ['bare client', 'mbsync'];

/** A table of one series: a row a peer. A failed run of a peer makes its row a failure, and the bench's exit code 1. */
export function printSeries(result: SeriesResult): void {
  const { series, messageCount, bytes, trials } = result;
  const megabytes = (bytes / 1e6).toFixed(1);
  console.log(`\n${series.name}: ${series.title}: ${messageCount} messages, ${megabytes} MB`);
  const yardstick = yardsticks.find((name) => trials.get(name)?.some(isDone));
  const columns = [...usualColumns(result, yardstick), ...ownColumns(result)];
  const head = ['peer', ...columns.map(({ title }) => title)];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [name, runs] of trials) {
    // A peer that breaks off early is not fast.
    if (runs.every(isDone)) table.push([name, ...columns.map(({ cell }) => cell(name, runs))]);
    else {
      table.push([name, 'failed', ...columns.slice(1).map(() => '')]);
      process.exitCode = 1;
    }
  }
  console.log(table.toString());
  for (const [name, runs] of trials) {
    const most = Math.max(...[...trials.values()].map(({ length }) => length));
    if (runs.length < most) console.log(`${name} takes long: ${runs.length} rounds only.`);
  }
  printPhases(result);
  console.log('By an independent scan of both sides:');
  for (const [name, verdict] of result.verdicts) console.log(`  ${name}: ${verdict}`);
}

interface Column {
  readonly title: string;
  readonly cell: (peer: string, runs: readonly Trial[]) => string;
}

function usualColumns({ trials, messageCount }: SeriesResult, yardstick?: string): Column[] {
  const paired = trials.get(yardstick ?? '');
  const of: Column = {
    title: `of ${yardstick ?? ''}`,
    cell(_, runs) {
      // Rounds are paired: each is compared with the yardstick's run of the same round.
      const ratios = runs.flatMap(({ round, measured }) => {
        const other = paired?.find((trial) => trial.round === round);
        return other === undefined ? [] : [other.measured.wallMs / measured.wallMs];
      });
      return ratios.length === 0 ? '' : `${median(ratios).toFixed(2)} (${range(ratios, 2)})`;
    },
  };
  return [
    { title: 'wall s', cell: (_, runs) => median(secondsOf(runs)).toFixed(2) },
    { title: 'min–max', cell: (_, runs) => range(secondsOf(runs), 2) },
    { title: 'msgs/s', cell: (_, runs) => (messageCount / median(secondsOf(runs))).toFixed(0) },
    ...(yardstick === undefined ? [] : [of]),
    {
      title: 'CPU s/1000',
      cell: (_, runs) =>
        (median(runs.map(({ measured }) => measured.cpuMs)) / messageCount).toFixed(3),
    },
    { title: 'peak MB', cell: (_, runs) => peakOf(runs).toFixed(0) },
  ];
}

/** What only this kind of series has to tell. */
function ownColumns({ series, aloneMb }: SeriesResult): Column[] {
  if (series.measures !== 'copy') {
    const after: Column = {
      title: 'after start s',
      cell(_, runs) {
        const times = runs.map(({ phases }) => (phases?.afterStartMs ?? Number.NaN) / 1000);
        return `${median(times).toFixed(3)} (${range(times, 3)})`;
      },
    };
    return [after];
  }
  if (series.mailboxes === 1) return [];
  return [
    {
      title: 'MB per further mailbox',
      cell(name, runs) {
        const more = peakOf(runs) - (aloneMb.get(name) ?? Number.NaN);
        return (more / (series.parallel - 1)).toFixed(1);
      },
    },
  ];
}

function printPhases({ phases }: SeriesResult): void {
  if (phases.size === 0) return;
  console.log('Where the time goes, median ms (the lines are watched in runs of their own):');
  const head = ['peer', 'start → first byte', '→ first APPEND', '→ last answer', '→ exit'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [name, runs] of phases) {
    const of = (part: (run: (typeof runs)[number]) => number) => median(runs.map(part)).toFixed(0);
    table.push([
      name,
      of(({ startMs }) => startMs),
      of(({ toAppendMs }) => toAppendMs),
      of(({ toLastAnswerMs }) => toLastAnswerMs),
      of(({ toExitMs }) => toExitMs),
    ]);
  }
  console.log(table.toString());
}

function isDone({ measured }: Trial): boolean {
  return measured.exitCode === 0;
}

function secondsOf(runs: readonly Trial[]): number[] {
  return runs.map(({ measured }) => measured.wallMs / 1000);
}

function peakOf(runs: readonly Trial[]): number {
  return Math.max(...runs.map(({ measured }) => measured.peakMb));
}
