import type { JobOptions } from '@mailhaul/contracts';
import { formatBytes, formatClock, plural } from '../../text/format.ts';

/** What is not as it is by default; undefined: nothing. */
export function optionWords(options: JobOptions, nowWallMs: number): string | undefined {
  const { order, onFilledTarget, verifies, connectionsPerMailbox, itemBytesMax } = options;
  const { receivedFrom, receivedBefore, folderMap = {} } = options;
  const listed = (words: string, paths: readonly string[] | undefined) =>
    paths === undefined ? [] : [`${words} ${paths.join(', ')}`];
  const words = [
    ...(order === 'newest-first' ? ['newest first'] : []),
    ...(onFilledTarget === 'refuse' ? ['filled targets are refused'] : []),
    ...(verifies ? [] : ['not verified']),
    ...(connectionsPerMailbox === 4
      ? []
      : [`${plural(connectionsPerMailbox, 'connection')} for each mailbox`]),
    ...(itemBytesMax === undefined ? [] : [`items up to ${formatBytes(itemBytesMax)}`]),
    ...(receivedFrom === undefined ? [] : [`since ${formatClock(receivedFrom, nowWallMs)}`]),
    ...(receivedBefore === undefined ? [] : [`before ${formatClock(receivedBefore, nowWallMs)}`]),
    ...listed('only', options.includeFolders),
    ...listed('without', options.excludeFolders),
    ...listed('also', options.takeFolders),
    ...(options.sharedFolders === true ? ['shared folders'] : []),
    ...(options.publicFolders === true ? ['public folders'] : []),
    ...Object.entries(folderMap).map(([source, target]) => `${source} to ${target}`),
  ];
  return words.length === 0 ? undefined : words.join('; ');
}
