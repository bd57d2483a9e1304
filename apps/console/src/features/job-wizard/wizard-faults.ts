import { type JobOptions, jobInputSchema, scheduleSchema } from '@mailhaul/contracts';
import { rowCount } from '../../lib/csv-lines.ts';
import { optionFaults } from '../jobs/option-faults.ts';
import { patternFault } from '../new-job/picked-rows.ts';
import { scheduleOf } from '../schedule/schedule-draft.ts';
import { typedMailboxes } from './typed-lines.ts';
import type { WizardDraft, WizardStep } from './wizard-draft.ts';

/** What keeps a job from being made, and where it is mended. */
export interface WizardFault {
  readonly step: WizardStep;
  /** As the step calls it; of an option its name in the API. */
  readonly field: string;
  readonly message: string;
}

/** Those of the options that stand on the step of that name; all others are filters. */
const copyOptions: readonly (keyof JobOptions)[] = [
  ...(['order', 'onFilledTarget', 'verifies', 'connectionsPerMailbox'] as const),
];

export function stepOfOption(field: string): 'filters' | 'options' {
  return (copyOptions as readonly string[]).includes(field) ? 'options' : 'filters';
}

/** What a draft lacks, in the order of the steps. `isNameTaken`: another job of the tenant has the name. */
export function wizardFaults(
  draft: WizardDraft,
  { isNameTaken }: { readonly isNameTaken: boolean },
): readonly WizardFault[] {
  const faults: WizardFault[] = [];
  const add = (step: WizardStep, field: string, message: string | undefined) => {
    if (message !== undefined) faults.push({ step, field, message });
  };
  add('name', 'Name', nameFault(draft.name, isNameTaken));
  const missing = 'Choose a connection, or make one';
  add('source', 'Source connection', draft.source === null ? missing : undefined);
  add('target', 'Target connection', draft.target === null ? missing : undefined);
  add('mailboxes', 'Mailboxes', mailboxesFault(draft.mailboxes));
  if (draft.matching.way === 'pattern') {
    const pattern = draft.matching.pattern.trim();
    const fault = pattern === '' ? 'Type a pattern, or choose another way' : patternFault(pattern);
    add('matching', 'Address pattern', fault);
  }
  for (const [field, message] of Object.entries(optionFaults(draft.options)))
    add(stepOfOption(field), field, message);
  if (draft.isScheduled) add('schedule', 'Schedule', scheduleFault(draft));
  return faults;
}

/** Why a job may not be called that; undefined: it may. */
export function nameFault(name: string, isTaken: boolean): string | undefined {
  if (name.trim() === '') return 'Give the job a name';
  const { error } = jobInputSchema.shape.name.safeParse(name);
  if (error?.issues[0] !== undefined) return capital(error.issues[0].message);
  return isTaken
    ? 'Another job has this name: choose one that no job of the tenant has'
    : undefined;
}

function mailboxesFault(from: WizardDraft['mailboxes']): string | undefined {
  const { way, csv, typed, conditions } = from;
  if (way === 'conditions')
    return conditions.length === 0 ? 'Add a condition, or add mailboxes later' : undefined;
  if (way === 'csv')
    return rowCount(csv) === 0 ? 'Paste lines or choose a file, or add mailboxes later' : undefined;
  if (way === 'none') return undefined;
  const lines = typedMailboxes(typed);
  if (lines.kind === 'fault') return lines.message;
  return lines.count === 0 ? 'Type a mailbox, or add mailboxes later' : undefined;
}

function scheduleFault({ schedule }: WizardDraft): string | undefined {
  const { error } = scheduleSchema.safeParse(scheduleOf(schedule));
  const issue = error?.issues[0];
  return issue && capital(`${issue.path[0] === 'periods' ? 'The times ' : ''}${issue.message}`);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
