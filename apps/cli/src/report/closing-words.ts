import { type CatalogueEntry, errorCatalogue, type FixedBy } from '@mailhaul/connector-contract';
import { gradeReason } from '@mailhaul/contracts';
import type { MailboxFinished } from '../render/run-events.schema.ts';
import { cleanText } from '../text/clean-text.ts';
import { formatClock, formatCount, plural } from '../text/format.ts';
import { folderNoteWords } from './folder-words.ts';
import type { MailboxOutcome } from './outcome-table.ts';

/** Mailboxes whose details are written out; the rest is in the CSV logs. */
const detailedMax = 20;

/** What a person should know and do after the table: reasons, what is under watch, where the logs are, the next step. */
export function closingWords(
  outcomes: readonly MailboxOutcome[],
  given: { readonly nowWallMs: number; readonly hasAfterwards: boolean },
): string[] {
  const told = outcomes.map((outcome) => ({
    outcome,
    words: [
      ...mailboxWords(outcome.finished, given.nowWallMs),
      ...folderNoteWords(outcome.notes ?? []),
      ...(outcome.finished.folderLog === null
        ? []
        : [`each of these folders: ${outcome.finished.folderLog}`]),
    ],
  }));
  const notable = told.filter(({ words }) => words.length > 0);
  const lines = notable
    .slice(0, detailedMax)
    .flatMap(({ outcome, words }) => [`${outcome.label}:`, ...words.map((word) => `  ${word}`)]);
  if (notable.length > detailedMax)
    lines.push(`… and ${plural(notable.length - detailedMax, 'mailbox', 'mailboxes')} more`);
  return [...lines, ...logWords(outcomes), ...(given.hasAfterwards ? nextWords(outcomes) : [])];
}

const fixerWords: Readonly<Record<FixedBy, string>> = {
  operator: 'you',
  administrator: 'the administrator of the mail system',
  'mailbox-owner': 'the owner of the mailbox',
  nobody: 'nobody needs to: it goes on by itself',
};

/** What the catalogue says of an item's reason; the ledger has reasons of its own besides. */
function entryOf(reason: string): CatalogueEntry | undefined {
  return Object.entries(errorCatalogue).find(([code]) => code === reason)?.[1];
}

function mailboxWords(end: MailboxFinished, nowWallMs: number): string[] {
  const words: string[] = [];
  if (end.error !== null) {
    words.push(`${cleanText(end.error.message)} [${cleanText(end.error.code)}]`);
    if (end.error.serverText !== null)
      words.push(`the server said: ${cleanText(end.error.serverText)}`);
    words.push(`what to do: ${cleanText(end.error.remedy)}`);
    words.push(`who can: ${fixerWords[end.error.fixedBy]}`);
  }
  for (const { reason, items } of end.failures) {
    const entry = entryOf(reason);
    const toDo = entry === undefined ? '' : `. ${entry.cause} What to do: ${entry.whatToDo}`;
    words.push(`${formatCount(items)} failed: ${cleanText(reason)}${toDo}`);
  }
  for (const { reason, items } of end.exclusions)
    words.push(`${formatCount(items)} excluded: ${cleanText(reason)}`);
  if (end.totals.pending > 0) words.push(`${plural(end.totals.pending, 'item')} still to copy`);
  if (end.watchedUntil !== null) {
    words.push(
      `one batch under watch until ${formatClock(Date.parse(end.watchedUntil), nowWallMs)}: a write that was broken off may still ` +
        'arrive; the same command after that looks for it once more',
    );
  }
  if (end.surplusReported > 0) {
    words.push(
      `${plural(end.surplusReported, 'copy', 'copies')} at the target may be there twice: --move-duplicates sets them aside`,
    );
  }
  if (end.investigate > 0)
    words.push(`${plural(end.investigate, 'item')} needs a look: see the CSV log`);
  if (end.verification !== null && end.verification.grade !== 'Perfect') {
    const { grade, findings } = end.verification;
    words.push(`${grade}: ${gradeReason(grade, findings) ?? 'nothing was found by item'}`);
    if (end.verification.log !== null) words.push(`each finding: ${end.verification.log}`);
  }
  return words;
}

function logWords(outcomes: readonly MailboxOutcome[]): string[] {
  const logs = outcomes.flatMap(({ finished }) => finished.log ?? []);
  const [first] = logs;
  if (first === undefined) return [];
  const folder = first.replace(/[/\\][^/\\]*$/u, '');
  return [
    logs.length === 1
      ? `Every item's outcome: ${first}`
      : `Every item's outcome, a CSV file per mailbox: ${folder}`,
  ];
}

function nextWords(outcomes: readonly MailboxOutcome[]): string[] {
  const ends = new Set(outcomes.map(({ finished }) => finished.end));
  if (ends.has('stopped') || ends.has('not-started'))
    return ['To go on, run the same command again: nothing is copied twice.'];
  if (ends.has('failed') || ends.has('superseded')) {
    return ['Mend what is said above and run the same command again: it goes on where it stopped.'];
  }
  return ['Run the same command again at any time: it copies only what is new.'];
}
