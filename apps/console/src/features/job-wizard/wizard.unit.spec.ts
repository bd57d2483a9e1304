import { type Job, jobOptionsInputSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { wizardChanges } from './wizard-changes.ts';
import { draftOfJob, keptOf, newDraft, type WizardDraft } from './wizard-draft.ts';
import { wizardFaults } from './wizard-faults.ts';
import { choiceLines } from './wizard-words.ts';

const fresh = newDraft('UTC');
const filled: WizardDraft = {
  ...fresh,
  ...{ name: 'Office', source: 'old', target: 'new' },
  mailboxes: { ...fresh.mailboxes, csv: 'source,target\na@x,a@y\n' },
};
const faultsOf = (changes: Partial<WizardDraft>, isNameTaken = false) =>
  wizardFaults({ ...filled, ...changes }, { isNameTaken }).map(
    ({ step, message }) => `${step}: ${message}`,
  );
const job = {
  ...{ id: 'j', name: 'Office', sourceConnectionId: 'old', targetConnectionId: 'new' },
  ...{ status: 'draft', runKind: 'start', pairs: 12, run: 0, revision: 3 },
  options: jobOptionsInputSchema.parse({ excludeFolders: ['#JunkEmail'] }),
  schedule: { zone: 'UTC', periods: [{ days: [1, 2, 3, 4, 5], from: 1350, to: 360 }] },
} as unknown as Job;
const connection = (id: string) => `the ${id} one`;

describe('what keeps a job from being made', () => {
  it('is nothing where every step has what it needs', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it('names each step that lacks something, in their order', () => {
    expect(wizardFaults(fresh, { isNameTaken: false }).map(({ step }) => step)).toEqual([
      ...['name', 'source', 'target', 'mailboxes'],
    ]);
  });

  it.each(['\\', '/', ':', '*', '?', '<', '>', '|'])('is a name with %s', (sign) => {
    expect(faultsOf({ name: `a${sign}b` })[0]).toMatch(/^name: Holds one of/);
  });

  it('is a name that another job has', () => {
    expect(faultsOf({}, true)).toEqual([
      'name: Another job has this name: choose one that no job of the tenant has',
    ]);
  });

  it.each<[Partial<WizardDraft>, RegExp]>([
    [{ mailboxes: { ...filled.mailboxes, csv: 'source,target\n' } }, /^mailboxes: Paste lines/],
    [
      { mailboxes: { ...filled.mailboxes, way: 'conditions', conditions: [] } },
      /^mailboxes: Add a condition/,
    ],
    [{ mailboxes: { ...filled.mailboxes, way: 'typed' } }, /^mailboxes: Type a mailbox/],
    [
      { mailboxes: { ...filled.mailboxes, way: 'typed', typed: 'a b\nc' } },
      /^mailboxes: Line 2 has no target/,
    ],
    [{ matching: { way: 'pattern', pattern: ' ' } }, /^matching: Type a pattern/],
    [{ matching: { way: 'pattern', pattern: 'all@y' } }, /^matching: All would go to one/],
    [{ options: { ...filled.options, ageDaysMin: 40, ageDaysMax: 30 } }, /^filters: Is not more/],
    [{ options: { ...filled.options, connectionsPerMailbox: 9 } }, /^options: /],
    [
      {
        isScheduled: true,
        schedule: {
          ...filled.schedule,
          cells: filled.schedule.cells.map((day) => day.map(() => 0)),
        },
      },
      /^schedule: The times leave no time open/,
    ],
  ])('stands at its step', (changes, fault) => {
    expect(faultsOf(changes)[0]).toMatch(fault);
  });
});

describe('a draft in the browser', () => {
  it('is kept without what may hold secrets', () => {
    const csv = 'source;target;Source_Token\na;b;secret\n';
    const kept = keptOf({ ...filled, mailboxes: { ...filled.mailboxes, csv } });
    expect(JSON.stringify(kept)).not.toContain('secret');
    expect(keptOf(filled)).toEqual(filled);
  });
});

describe('what saving an edit changes', () => {
  const draft = draftOfJob(job, 'UTC');

  it('is nothing of a job as it is', () => {
    expect(wizardChanges(job, draft, connection)).toEqual([]);
  });

  it('is told field by field, with when it holds', () => {
    const edited: WizardDraft = {
      ...draft,
      ...{ name: 'Head office', target: 'third', isScheduled: false },
      options: { ...draft.options, excludeFolders: [] },
      mailboxes: { ...draft.mailboxes, way: 'typed', typed: 'a@x\nb@x' },
    };
    expect(wizardChanges(job, edited, connection)).toEqual([
      { label: 'Name', before: 'Office', after: 'Head office', from: 'at once' },
      {
        ...{ label: 'Target connection', before: 'the new one', after: 'the third one' },
        from: 'the next pass',
      },
      {
        ...{ label: 'Folders left out', before: 'Without folders #JunkEmail', after: '–' },
        from: 'the next pass',
      },
      {
        ...{ label: 'Schedule', before: 'Mon–Fri 22:30–06:00 (UTC)' },
        ...{ after: 'May run at all times', from: 'at once' },
      },
      {
        ...{ label: 'Mailboxes', before: '12', after: '12 and 2 mailboxes, typed' },
        from: 'the next start',
      },
    ]);
  });

  it('says that a run takes who joins it, and that a delta does not', () => {
    const joined: WizardDraft = { ...draft, mailboxes: { ...filled.mailboxes, way: 'csv' } };
    const fromOf = (changes: Partial<Job>) =>
      wizardChanges({ ...job, ...changes }, joined, connection).map(({ from }) => from);
    expect(fromOf({ status: 'running', runKind: 'start' })).toEqual(['at once']);
    expect(fromOf({ status: 'running', runKind: 'delta' })).toEqual(['the next start']);
  });
});

describe('the summary', () => {
  it('has every choice in words', () => {
    const lines = choiceLines(draftOfJob(job, 'UTC'), { connection, isNew: false });
    expect(lines.map(({ step, words }) => `${step}: ${words}`)).toEqual([
      ...['name: Office', 'source: the old one', 'target: the new one'],
      ...['mailboxes: As they are', 'matching: As it is'],
      'filters: Without folders #JunkEmail',
      ...[
        'options: Oldest items first',
        'options: What a target folder holds already is matched first',
      ],
      ...['options: Each mailbox is verified after its pass', 'options: 4 connections per mailbox'],
      'schedule: Mon–Fri 22:30–06:00 (UTC)',
    ]);
  });

  it('says of conditions whom they take and whom not', () => {
    const conditions = [
      { effect: 'include', by: 'all' },
      { effect: 'exclude', by: 'pattern', pattern: 'test*' },
    ] as const;
    const mailboxes = { ...fresh.mailboxes, way: 'conditions', conditions } as const;
    const lines = choiceLines({ ...fresh, mailboxes }, { connection, isNew: true });
    expect(lines.find(({ step }) => step === 'mailboxes')?.words).toBe(
      'By conditions: All mailboxes that people use; not Addresses like test*',
    );
  });

  it('says what is not chosen yet', () => {
    const lines = choiceLines(fresh, { connection, isNew: true });
    expect(lines.slice(0, 4).map(({ words }) => words)).toEqual([
      ...['Not given yet', 'Not chosen yet', 'Not chosen yet', '0 mailboxes from a CSV'],
    ]);
  });
});
