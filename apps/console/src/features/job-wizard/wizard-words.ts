import {
  filterSummary,
  jobOptionLabels,
  type JobOptions,
  localText,
  type MailboxConditionInput,
} from '@mailhaul/contracts';
import { rowCount } from '../../lib/csv-lines.ts';
import { counted, mailboxes } from '../../lib/format.ts';
import { exceptionWords, weekWords } from '../../lib/schedule-words.ts';
import { sayCondition } from '../conditions/condition-words.ts';
import { wordFormat } from '../jobs/word-format.ts';
import { type ScheduleDraft, scheduleOf } from '../schedule/schedule-draft.ts';
import { typedMailboxes } from './typed-lines.ts';
import type { MatchWay, WizardDraft, WizardStep } from './wizard-draft.ts';

/** One choice, in words. */
export interface ChoiceLine {
  readonly step: Exclude<WizardStep, 'summary'>;
  readonly label: string;
  readonly words: string;
}

/** Every choice of a draft, in the order of the steps. */
export function choiceLines(
  draft: WizardDraft,
  about: { readonly connection: (id: string) => string; readonly isNew: boolean },
): readonly ChoiceLine[] {
  const side = (id: string | null) => (id === null ? 'Not chosen yet' : about.connection(id));
  const lines: ChoiceLine[] = [
    { step: 'name', label: 'Name', words: draft.name.trim() || 'Not given yet' },
    { step: 'source', label: 'Source', words: side(draft.source) },
    { step: 'target', label: 'Target', words: side(draft.target) },
    { step: 'mailboxes', label: 'Mailboxes', words: mailboxWords(draft, about.isNew) },
    { step: 'matching', label: 'Matching', words: matchingWords(draft, about.isNew) },
  ];
  for (const words of filterWords(draft.options))
    lines.push({ step: 'filters', label: 'Filters', words });
  for (const words of optionWords(draft.options))
    lines.push({ step: 'options', label: 'Options', words });
  for (const words of draft.isScheduled ? scheduleWords(draft.schedule) : [atAllTimes])
    lines.push({ step: 'schedule', label: 'Schedule', words });
  return lines;
}

export const atAllTimes = 'May run at all times';

export function mailboxWords({ mailboxes: from }: WizardDraft, isNew: boolean): string {
  const { way, csv, typed, conditions } = from;
  if (way === 'conditions') return `By conditions: ${conditions.map(conditionWords).join('; ')}`;
  if (way === 'csv') return `${mailboxes(rowCount(csv))} from a CSV`;
  if (way === 'none') return isNew ? 'Added later' : 'As they are';
  const lines = typedMailboxes(typed);
  return lines.kind === 'csv' ? `${mailboxes(lines.count)}, typed` : lines.message;
}

function conditionWords(condition: MailboxConditionInput): string {
  const words = sayCondition(condition);
  return condition.effect === 'include' ? words : `not ${words}`;
}

const matchWords: Readonly<Record<MatchWay, string>> = {
  'same-address': 'Who comes without a target gets the mailbox of the same address',
  'local-part': 'Who comes without a target gets the mailbox of the same name before the @',
  pattern: 'Who comes without a target gets',
  later: 'In the match window',
};

function matchingWords(
  { matching: { way, pattern }, mailboxes: from }: WizardDraft,
  isNew: boolean,
) {
  if (!isNew && from.way === 'none') return 'As it is';
  return way === 'pattern' ? `${matchWords.pattern} ${pattern.trim() || '–'}` : matchWords[way];
}

function filterWords(options: JobOptions): readonly string[] {
  const { filters } = filterSummary({ options, excluded: 0 }, wordFormat);
  const besides = (options.takeFolders ?? []).filter((path) => path.trim() !== '');
  const words = [
    ...filters.map((one) => one.words),
    ...(besides.length === 0 ? [] : [`${jobOptionLabels.takeFolders}: ${besides.join(', ')}`]),
    ...(options.sharedFolders === true ? ['Also folders that other users share'] : []),
    ...(options.publicFolders === true ? ['Also folders that are everybody’s'] : []),
  ];
  return words.length === 0 ? ['None: every item is taken'] : words;
}

function optionWords({ order, onFilledTarget, verifies, connectionsPerMailbox }: JobOptions) {
  return [
    order === 'oldest-first' ? 'Oldest items first' : 'Newest items first',
    onFilledTarget === 'match'
      ? 'What a target folder holds already is matched first'
      : 'A target folder that holds mail is refused',
    verifies ? 'Each mailbox is verified after its pass' : 'Mailboxes are not verified',
    `${counted(connectionsPerMailbox, 'connection')} per mailbox`,
  ];
}

/** When it may run, what differs, and when deltas run by themselves. */
export function scheduleWords(draft: ScheduleDraft): readonly string[] {
  const schedule = scheduleOf(draft);
  const { zone, startAt, deltaEveryHours, deltaUntil } = schedule;
  const wall = (at: number) => localText(at, zone).replace('T', ' ');
  const days = exceptionWords(schedule);
  return [
    `${weekWords(schedule)} (${zone})`,
    ...(days === '' ? [] : [days]),
    ...(startAt === undefined ? [] : [`Not before ${wall(startAt)}`]),
    ...(deltaEveryHours === undefined
      ? []
      : [
          `A delta every ${counted(deltaEveryHours, 'hour')}${deltaUntil === undefined ? '' : ` until ${wall(deltaUntil)}`}`,
        ]),
  ];
}
