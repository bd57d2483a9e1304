import type {
  FolderLeftOutEvent,
  FolderParkedEvent,
  FolderPlanned,
  MailboxFinished,
} from '../render/run-events.schema.ts';
import { cleanText, clipEnd } from '../text/clean-text.ts';
import { formatBytes, formatCount } from '../text/format.ts';
import { folderNoteWords, leftOutText, placeText } from './folder-words.ts';
import { plainTable } from './plain-table.ts';

const folderWidth = 28;

/** What a pass over one mailbox would do, folder by folder. */
export function planWords(plan: {
  readonly label: string;
  readonly finished: MailboxFinished;
  readonly folders: readonly FolderPlanned[];
  readonly leftOut: readonly FolderLeftOutEvent[];
  readonly parked: readonly FolderParkedEvent[];
}): string[] {
  const { label, finished, folders, leftOut, parked } = plan;
  if (finished.error !== null) {
    return [
      `${label}: ${cleanText(finished.error.message)} [${finished.error.code}]`,
      `  what to do: ${cleanText(finished.error.remedy)}`,
    ];
  }
  const sum = (of: (folder: FolderPlanned) => number) =>
    folders.reduce((total, folder) => total + of(folder), 0);
  const rows = folders.map((folder) => [
    clipEnd(folder.folder, folderWidth),
    clipEnd(folder.target, folderWidth),
    formatCount(folder.items),
    formatBytes(folder.bytes),
    remarkOf(folder),
  ]);
  const total = [
    'all folders',
    '',
    formatCount(sum(({ items }) => items)),
    formatBytes(sum(({ bytes }) => bytes)),
    '',
  ];
  const aligns = ['left', 'left', 'right', 'right', 'left'] as const;
  return [
    `${label}:`,
    plainTable(['Source folder', 'goes to', 'items', 'size', ''], aligns, [...rows, total]),
    ...leftOutWords(leftOut),
    ...folderNoteWords(parked),
    '',
  ];
}

function leftOutWords(leftOut: readonly FolderLeftOutEvent[]): string[] {
  if (leftOut.length === 0) return [];
  const rows = leftOut.map(({ folder, why, items }) => [
    clipEnd(folder, folderWidth),
    items === null ? '?' : formatCount(items),
    leftOutText(why),
  ]);
  return ['', plainTable(['Left out', 'items', 'because'], ['left', 'right', 'left'], rows)];
}

function remarkOf(folder: FolderPlanned): string {
  return [
    ...(folder.why === null ? [] : [placeText(folder.why)]),
    ...(folder.isNew ? ['new'] : []),
    ...(folder.copiedAlready > 0 ? [`${formatCount(folder.copiedAlready)} copied already`] : []),
    ...(folder.excluded > 0 ? [`${formatCount(folder.excluded)} excluded`] : []),
    ...(folder.tooLarge > 0 ? [`${formatCount(folder.tooLarge)} too large for the target`] : []),
  ].join(', ');
}
