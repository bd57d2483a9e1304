import {
  filterSummary,
  type Job,
  type JobOptions,
  leftOutOfMailbox,
  type Pair,
  type WordFormat,
} from '@mailhaul/contracts';
import { formatBytes, formatClock, formatCount, plural } from '../../text/format.ts';

/** What is not as it is by default; undefined: nothing. */
export function optionWords(options: JobOptions, nowWallMs: number): string | undefined {
  const { order, onFilledTarget, verifies, connectionsPerMailbox } = options;
  const { takeFolders, folderMap = {} } = options;
  const { filters } = filterSummary({ options, excluded: 0 }, formatAt(nowWallMs));
  const words = [
    ...(order === 'newest-first' ? ['newest first'] : []),
    ...(onFilledTarget === 'refuse' ? ['filled targets are refused'] : []),
    ...(verifies ? [] : ['not verified']),
    ...(connectionsPerMailbox === 4
      ? []
      : [`${plural(connectionsPerMailbox, 'connection')} for each mailbox`]),
    ...filters.map(({ words: line }) => line.charAt(0).toLowerCase() + line.slice(1)),
    ...(takeFolders === undefined ? [] : [`also ${takeFolders.join(', ')}`]),
    ...(options.sharedFolders === true ? ['shared folders'] : []),
    ...(options.publicFolders === true ? ['public folders'] : []),
    ...Object.entries(folderMap).map(([source, target]) => `${source} to ${target}`),
  ];
  return words.length === 0 ? undefined : words.join('; ');
}

/** What filters and all else have left out so far: `Items up to 25 MB: 12`. */
export function leftOutLines(job: Job, nowWallMs: number): readonly string[] {
  const { filters, others } = filterSummary(job, formatAt(nowWallMs));
  return [...filters, ...others].map(({ words, leftOut }) => `${words}: ${formatCount(leftOut)}`);
}

/** Those of one mailbox: `120 older than …`. Undefined: none. */
export function leftOutText(pair: Pair, job: Job, nowWallMs: number): string | undefined {
  const lines = leftOutOfMailbox(pair, job, formatAt(nowWallMs));
  if (lines.length === 0) return undefined;
  return lines.map(({ words, leftOut }) => `${formatCount(leftOut)} (${words})`).join(', ');
}

/** How the command line writes sizes and times. */
export function formatAt(nowWallMs: number): WordFormat {
  return { bytes: formatBytes, instant: (at) => formatClock(at, nowWallMs) };
}
