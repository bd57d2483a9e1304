import { formatSpread } from './describe.ts';
import { seconds } from './seconds.ts';
import { type Aims, countOf, missingOf, type Totals } from './totals.ts';
import { writerStates } from './states.ts';

type Counts = Readonly<Record<string, number>>;

/** The part of docs/reference/chaos-system.md that a run writes. */
export function recordOf(totals: Totals, aims: Aims): string {
  const { seeds, delays, atCompletion, afterWatch } = totals;
  const missing = missingOf(totals, aims);
  const judged = ({ lost, doubled, others }: typeof afterWatch) => `${lost}, ${doubled}, ${others}`;
  const rows: readonly (readonly [string, string | number])[] = [
    ['storms (seeds)', `${seeds.length} (${seeds.join(', ')})`],
    ['minutes', Math.round(totals.minutes)],
    ['mailboxes', totals.mailboxes],
    ['items', afterWatch.items],
    ['kills', countOf(totals.kills)],
    ['stops', countOf(totals.stops)],
    ['lost, doubled, other differences, when the jobs were done', judged(atCompletion)],
    ['the same when the watch had ended', judged(afterWatch)],
    [
      'writes of older epochs, figures that a listing contradicts, faults of the run',
      totals.faults,
    ],
    ['asked for again by a person', totals.asked],
    ['not done in time', totals.late],
    ['storms that were not clean', named(totals.unclean)],
    ['storms that broke off', named(totals.broken)],
    ['another lease after a strike', formatSpread(delays.lease)],
    ['a folder without an open batch goes on', formatSpread(delays.free)],
    ['an open batch is judged', formatSpread(delays.open)],
    ['longest silence of a pass that nothing touched', seconds(totals.longestQuietMs)],
    ['events', totals.events],
  ];
  return [
    ...['| | |', '|---|---:|', ...rows.map(([name, value]) => `| ${name} | ${value} |`), ''],
    `Kills: ${listed(totals.kills)}.`,
    `Stops: ${listed(totals.stops)}.`,
    `Other faults: ${listed(totals.others)}.`,
    ...['', '| state of struck writers | |', '|---|---:|'],
    ...writerStates.map((state) => `| ${state} | ${totals.states[state] ?? 0} |`),
    '',
    missing.length === 0 ? 'All that was aimed at is reached.' : `Missing: ${missing.join('; ')}.`,
    '',
  ].join('\n');
}

function named(list: readonly (string | number)[]): string {
  return list.length === 0 ? 'none' : list.join('; ');
}

function listed(counts: Counts): string {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return rows.length === 0 ? 'none' : rows.map(([name, count]) => `${count} ${name}`).join(', ');
}
