import type { Job, JobOptions, MailboxConditionInput, MatchRuleInput } from '@mailhaul/contracts';
import { keptCsv, keptText } from '../../lib/csv-lines.ts';
import { usualConditions } from '../conditions/condition-words.ts';
import { draftOf, freshDraft, type ScheduleDraft } from '../schedule/schedule-draft.ts';

/** In the order in which they are gone through. */
export const wizardSteps = [
  ...(['name', 'source', 'target', 'mailboxes', 'matching'] as const),
  ...(['filters', 'options', 'schedule', 'summary'] as const),
] as const;
export type WizardStep = (typeof wizardSteps)[number];

export const stepTitles: Readonly<Record<WizardStep, string>> = {
  name: 'Name',
  source: 'Source',
  target: 'Target',
  mailboxes: 'Mailboxes',
  matching: 'Matching',
  filters: 'Filters',
  options: 'Options',
  schedule: 'Schedule',
  summary: 'Summary',
};

/** Where a job's mailboxes come from; `none`: later, or as they are. */
export const mailboxWays = ['conditions', 'csv', 'typed', 'none'] as const;
export type MailboxWay = (typeof mailboxWays)[number];

/** How mailboxes that come without a target get one. */
export const matchWays = ['same-address', 'local-part', 'pattern', 'later'] as const;
export type MatchWay = (typeof matchWays)[number];

/** A job as it is gone through, of all steps; whatever was typed under another choice stays. */
export interface WizardDraft {
  readonly name: string;
  readonly source: string | null;
  readonly target: string | null;
  readonly mailboxes: {
    readonly way: MailboxWay;
    readonly csv: string;
    /** A mailbox a line, with its target behind it or without. */
    readonly typed: string;
    /** Whom of the source's directory the job takes. */
    readonly conditions: readonly MailboxConditionInput[];
  };
  readonly matching: { readonly way: MatchWay; readonly pattern: string };
  readonly options: JobOptions;
  readonly isScheduled: boolean;
  readonly schedule: ScheduleDraft;
}

export function newDraft(zone: string): WizardDraft {
  return {
    ...{ name: '', source: null, target: null },
    mailboxes: { way: 'csv', csv: '', typed: '', conditions: usualConditions },
    matching: { way: 'same-address', pattern: '' },
    options: {
      ...{ order: 'oldest-first', onFilledTarget: 'match' },
      ...{ verifies: true, connectionsPerMailbox: 4 },
    },
    ...{ isScheduled: false, schedule: freshDraft(zone) },
  };
}

/** A job that is there; no mailboxes are added unless somebody says so. */
export function draftOfJob(job: Job, zone: string): WizardDraft {
  const { name, sourceConnectionId, targetConnectionId, options, schedule } = job;
  const fresh = newDraft(zone);
  return {
    ...fresh,
    ...{ name, source: sourceConnectionId, target: targetConnectionId, options },
    mailboxes: { ...fresh.mailboxes, way: 'none' },
    matching: { ...fresh.matching, way: 'later' },
    isScheduled: schedule !== undefined,
    schedule: schedule === undefined ? freshDraft(zone) : draftOf(schedule),
  };
}

/** What the browser keeps over a reload: nothing that may hold secrets, and no more than fits. */
export function keptOf(draft: WizardDraft): WizardDraft {
  return {
    ...draft,
    mailboxes: {
      ...draft.mailboxes,
      csv: keptCsv(draft.mailboxes.csv),
      typed: keptText(draft.mailboxes.typed),
    },
  };
}

/** Undefined: they are matched later, by a person. */
export function matchRulesOf({
  way,
  pattern,
}: WizardDraft['matching']): MatchRuleInput[] | undefined {
  switch (way) {
    case 'same-address':
      // Where no directory knows anybody, the same address is a pattern like any other.
      return [{ by: 'address' }, { by: 'pattern', pattern: '{address}' }];
    case 'local-part':
      return [{ by: 'local-part' }];
    case 'pattern':
      return [{ by: 'pattern', pattern: pattern.trim() }];
    case 'later':
      return undefined;
  }
}
