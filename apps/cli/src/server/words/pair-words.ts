import { type CatalogueEntry, errorCatalogue } from '@mailhaul/connector-contract';
import {
  gradeReason,
  itemKindLabels,
  makingReasons,
  type Pair,
  pairStatusLabels,
  verifyAgain,
} from '@mailhaul/contracts';
import { formatBytes, formatClock, formatCount, plural } from '../../text/format.ts';
import { waitReasonText } from '../../render/words.ts';

/** Of the catalogue; undefined: it is none of its codes. */
export function catalogueEntry(code: string | undefined): CatalogueEntry | undefined {
  const entries: Readonly<Partial<Record<string, CatalogueEntry>>> = errorCatalogue;
  return code === undefined || !Object.hasOwn(entries, code) ? undefined : entries[code];
}

/** One sentence, whosever code it is. */
export function reasonText(reason: string): string {
  return (
    catalogueEntry(reason)?.cause ??
    makingReasons[reason]?.cause ??
    ours[reason] ??
    waitReasonText(reason)
  );
}

const ours: Readonly<Partial<Record<string, string>>> = {
  held: 'held by a person',
  'job-paused': 'its job is paused',
  'outside-schedule': 'outside the schedule of its job',
  stopped: 'stopped; it goes on when its job is started',
};

/** Why it waits or needs somebody, and until when; empty where there is nothing to say. */
export function pairNote(pair: Pair, nowWallMs: number): string {
  const { reason, side, until, status } = pair;
  const why = reason === undefined ? '' : reasonText(reason);
  const parts = [
    ...(status === 'under-watch' ? ['one batch under watch'] : []),
    ...(until === undefined ? [] : [`until ${formatClock(until, nowWallMs)}`]),
  ];
  const lead = parts.join(' ');
  const of = side === undefined || why === '' ? '' : `${side}: `;
  return [lead, `${of}${why}`].filter((text) => text !== '').join('; ');
}

/** How far it is, in one line: `Completed: 1,203 items migrated (3.4 MB), 2 failed; verified: Perfect`. */
export function pairLine(pair: Pair, nowWallMs: number): string {
  const counts = [
    `${plural(pair.migrated, 'item')} migrated (${formatBytes(pair.bytesMigrated)})`,
    ...countsBeside(pair),
  ].join(', ');
  const grade = pair.grade === undefined ? '' : `; verified: ${pair.grade}`;
  const unverified = pair.unverified === undefined ? '' : `; not verified: ${whyUnverified(pair)}`;
  const note = pairNote(pair, nowWallMs);
  return `${pairStatusLabels[pair.status]}: ${counts}${grade}${unverified}${note === '' ? '' : `; ${note}`}`;
}

/** `Mail 30, Appointments 12 (11 at the target)`; undefined: not verified. */
export function kindsText({ kinds = {} }: Pick<Pair, 'kinds'>): string | undefined {
  const parts = Object.entries(itemKindLabels).flatMap(([kind, label]) => {
    const { source = 0, target = 0 } = kinds[kind] ?? {};
    if (source + target === 0) return [];
    const differs = source === target ? '' : ` (${formatCount(target)} at the target)`;
    return [`${label} ${formatCount(source)}${differs}`];
  });
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** `target: The server gave no answer.` */
function whyUnverified({ unverified }: Pick<Pair, 'unverified'>): string {
  if (unverified === undefined) return '';
  const { code, side } = unverified;
  return `${side === undefined ? '' : `${side}: `}${reasonText(code)}`;
}

/** `Good: 3 items are at the target alone.`, or why there is no grade and what to do; undefined: nothing was to be verified. */
export function gradeText(pair: Pick<Pair, 'grade' | 'found' | 'unverified'>): string | undefined {
  const { grade, found, unverified } = pair;
  if (unverified !== undefined) {
    const told = catalogueEntry(unverified.code) ?? { fixedBy: 'nobody', whatToDo: '' };
    const why = whyUnverified(pair).replace(/\.?$/u, '.');
    return `it could not be verified. ${why} ${verifyAgain(told)}`;
  }
  const why = gradeReason(grade, found);
  return why === undefined ? grade : `${grade ?? ''}: ${why}`;
}

/** Those that are not 0. */
export function countsBeside(
  counts: Pick<Pair, 'excluded' | 'failed' | 'pending'> & Partial<Pick<Pair, 'gone' | 'collapsed'>>,
): string[] {
  const named = ['excluded', 'failed', 'gone', 'collapsed'] as const;
  return [
    ...named
      .filter((name) => (counts[name] ?? 0) > 0)
      .map((name) => `${formatCount(counts[name] ?? 0)} ${name}`),
    ...(counts.pending > 0 ? [`${formatCount(counts.pending)} to go`] : []),
  ];
}
