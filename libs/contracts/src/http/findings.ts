import * as z from 'zod';
import { countSchema } from './values.ts';

/** Findings of a verification by kind (docs/reference/grades.md). */
export const foundSchema = z.record(z.string(), countSchema);

/** Items by kind (`mail`, `event` …) on both sides, as a verification counted them. */
export const kindCountsSchema = z.record(
  z.string(),
  z.object({ source: countSchema, target: countSchema }),
);

/** Whose fault it was that nothing was verified, where that is known. */
export const unverifiedSchema = z.object({
  code: z.string(),
  side: z.enum(['source', 'target']).optional(),
});

type Found = z.output<typeof foundSchema>;

/** In the order in which they are shown. */
export const itemKindLabels: Readonly<Record<string, string>> = {
  mail: 'Mail',
  event: 'Appointments',
  contact: 'Contacts',
  'contact-group': 'Contact groups',
  task: 'Tasks',
  note: 'Notes',
  journal: 'Journal entries',
  post: 'Posts',
  other: 'Others',
};

/** What folders are made for; mail is not among them. */
export const folderKinds = ['calendar', 'contacts', 'tasks', 'notes', 'journal', 'other'] as const;

type FolderKind = (typeof folderKinds)[number];

export const folderKindLabels: Readonly<Record<FolderKind, string>> = {
  calendar: 'Calendar',
  contacts: 'Contacts',
  tasks: 'Tasks',
  notes: 'Notes',
  journal: 'Journal',
  other: 'Not mail',
};

/**
 * Why a grade is no better, in plain words, the worst first; undefined: nothing was found, or nobody said what. `found` is what the
 * verification counted.
 */
export function gradeReason(grade: string | undefined, found: Found = {}): string | undefined {
  const kinds = Object.keys(sentences).filter((kind) => (found[kind] ?? 0) > 0);
  if (grade === undefined || kinds.length === 0) return undefined;
  if (kinds.join() === 'made-anew') return asGoodAsItGets;
  const text = kinds.map((kind) => sentences[kind]?.(found[kind] ?? 0, grade) ?? '').join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/**
 * What to do about a pass that ended without the verification that it was to have. `told` is what is known of the reason's code; what
 * would go on by itself in a pass does not here, as the pass is over.
 */
export function verifyAgain(told: { fixedBy: string; whatToDo: string }): string {
  const first = told.fixedBy === 'nobody' ? '' : `${told.whatToDo} `;
  return `What was copied stands. ${first}Ask for a delta: it copies what is new and verifies again.`;
}

const asGoodAsItGets =
  'As good as it gets here: one of the systems makes items anew whenever they are read, as Exchange does, so bytes cannot be compared. All else was, and agrees.';

const number = (count: number) => count.toLocaleString('en');
const items = (count: number) => (count === 1 ? '1 item' : `${number(count)} items`);
const folders = (count: number) => (count === 1 ? '1 folder' : `${number(count)} folders`);
const are = (count: number) => (count === 1 ? 'is' : 'are');
const were = (count: number) => (count === 1 ? 'was' : 'were');

/** By kind of finding, the worst first. */
const sentences: Readonly<Record<string, (count: number, grade: string) => string>> = {
  missing: (count) => `${items(count)} ${are(count)} missing at the target`,
  'bytes-differ': (count) => `${items(count)} at the target ${are(count)} not the same`,
  'date-differs': (count) => `${items(count)} got another received date`,
  'extra-twin': (count) => `${items(count)} may be there twice`,
  'folder-missing': (count) => `${folders(count)} ${are(count)} missing`,
  unreadable: (count) => `${number(count)} could not be read and compared`,
  'known-absent': (count, grade) =>
    grade === 'Good'
      ? `${items(count)} ${were(count)} left out on purpose, or merged by the target`
      : `${items(count)} failed, or ${were(count)} left out`,
  extra: (count) => `${items(count)} ${are(count)} at the target alone`,
  'flags-differ': (count) => `flags or categories of ${items(count)} differ`,
  'bytes-unproven': () =>
    'the target was seen to alter messages: only a deep verification tells which',
  'made-anew': () =>
    'bytes could not be compared, as one of the systems makes items anew whenever they are read',
};
