import { ProblemError } from '@mailhaul/api-client';
import { type Job, jobOptionsInputSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { type SavedBefore, saveWizard } from './save-wizard.ts';
import { draftOfJob, newDraft, type WizardDraft } from './wizard-draft.ts';

const fresh = newDraft('UTC');
const draft: WizardDraft = {
  ...fresh,
  ...{ name: ' Office ', source: 'old', target: 'new' },
  mailboxes: { ...fresh.mailboxes, way: 'typed', typed: 'a@x\nb@x\nc@x' },
};
const job = {
  ...{ id: 'j', name: 'Office', sourceConnectionId: 'old', targetConnectionId: 'new' },
  ...{ status: 'draft', run: 0, pairs: 0, revision: 1, statuses: {} },
  options: jobOptionsInputSchema.parse({}),
} as unknown as Job;

type Answers = Readonly<Record<string, (input: never) => unknown>>;

function saving(answers: Answers) {
  const calls: (readonly [string, unknown])[] = [];
  const call = (name: string, input: { body?: unknown }) => {
    calls.push([name, input.body]);
    const answer = answers[name];
    if (answer === undefined) throw new Error(`nobody answers ${name}`);
    return Promise.resolve().then(() => answer(input as never));
  };
  const context = {
    ...{ tenant: 'acme', createKey: 'key', newKey: () => 'other', onPiece: () => undefined },
    api: { call } as never,
  };
  return {
    calls,
    save: (wish: WizardDraft, before?: SavedBefore) => saveWizard(wish, before, context),
  };
}

const refusal = (code: string, place: string) =>
  new ProblemError({
    ...{ type: 'about:blank', title: 'No', status: 422, code, detail: 'No', fixedBy: 'you' },
    ...{ whatToDo: '', requestId: '', faults: [{ place, message: 'is wrong' }] },
  });

describe('saveWizard', () => {
  it('makes the job, adds its mailboxes and matches those that a rule is sure of', async () => {
    let open = 3;
    const { save, calls } = saving({
      createJob: () => job,
      importPairs: () => ({ added: 3, updated: 0, unchanged: 0, belowRoot: 0 }),
      countPairs: () => ({ all: 3, statuses: { 'not-matched': open } }),
      previewMatches: () => ({
        rows:
          open === 3
            ? [
                {
                  ...{ id: '1', result: 'matched', target: 'a@y', targetId: 'objectGUID:1' },
                  ...{ by: 'address', confidence: 'certain' },
                },
                { id: '2', result: 'matched', target: 'b@y', by: 'name', confidence: 'weak' },
                { id: '3', result: 'ambiguous' },
              ]
            : [],
        moreCount: 0,
      }),
      matchPairs: () => {
        open = 2;
        return { done: 1, unchanged: 0, refused: [], refusedMore: 0 };
      },
    });
    expect(await save(draft)).toMatchObject({
      ...{ kind: 'saved', addedCount: 3, matchedCount: 1, openCount: 2 },
    });
    expect(calls[0]).toEqual(['createJob', expect.objectContaining({ name: 'Office' })]);
    expect(calls[1]).toEqual(['importPairs', 'source\na@x\nb@x\nc@x\n']);
    const [, matched] = calls.find(([name]) => name === 'matchPairs') ?? [];
    // Its id as well: the mailbox is known by it when its address changes.
    const known = { target: 'a@y', targetId: 'objectGUID:1' };
    expect(matched).toEqual({ matches: [{ id: '1', ...known, matchedBy: 'automatic' }] });
  });

  it('gives the job its conditions, over the revision that it has by then', async () => {
    const sent: unknown[] = [];
    const { save } = saving({
      createJob: () => job,
      readConditions: () => ({ conditions: [], revision: 7 }),
      changeConditions: (input) => {
        sent.push(input);
        return { entered: 5, left: 0, stopping: 0, stayed: 0, refused: [] };
      },
      countPairs: () => ({ all: 5, statuses: {} }),
    });
    const conditions = [{ effect: 'include', by: 'pattern', pattern: '*@x' }] as const;
    const wish: WizardDraft = {
      ...draft,
      mailboxes: { ...draft.mailboxes, way: 'conditions', conditions },
    };
    expect(await save(wish)).toMatchObject({ kind: 'saved', addedCount: 5, openCount: 0 });
    expect(sent).toMatchObject([{ ifMatch: 7, body: { conditions } }]);
  });

  it.each([
    ['name', 'name'],
    ['sourceConnectionId', 'source'],
    ['targetConnectionId', 'target'],
    ['options.itemBytesMax', 'filters'],
    ['options.connectionsPerMailbox', 'options'],
  ])('names the step of what the job is refused for: %s', async (place, step) => {
    const { save } = saving({
      createJob: () => {
        throw refusal('body-invalid', place);
      },
    });
    expect(await save(draft)).toMatchObject({ kind: 'stuck', piece: 'job', step, job: undefined });
  });

  it('goes on where it was stuck: the job that was made is not made again', async () => {
    let isWrong = true;
    const answers: Answers = {
      createJob: () => job,
      importPairs: () => {
        if (isWrong) throw refusal('csv-invalid', 'line 3, source');
        return { added: 3, updated: 0, unchanged: 0, belowRoot: 0 };
      },
      countPairs: () => ({ all: 3, statuses: {} }),
    };
    const first = saving(answers);
    const stuck = await first.save(draft);
    expect(stuck).toMatchObject({ step: 'mailboxes', field: 'line 3, source', job });
    isWrong = false;
    const second = saving(answers);
    const again = await second.save(draft, { begun: job, latest: { ...job, revision: 2 } });
    expect(again).toMatchObject({ kind: 'saved', addedCount: 3 });
    expect(second.calls.map(([name]) => name)).toEqual(['importPairs', 'countPairs']);
  });

  it('sends of an edit what it changes alone, over what was seen', async () => {
    const sent: unknown[] = [];
    const { save, calls } = saving({
      editJob: (input) => {
        sent.push(input);
        return { ...job, name: 'Other', revision: 5 };
      },
      countPairs: () => ({ all: 3, statuses: { 'not-matched': 1 } }),
    });
    const edited = { ...draftOfJob(job, 'UTC'), name: 'Other' };
    // A pass meanwhile is no clash, another name is.
    await save(edited, { begun: job, latest: { ...job, revision: 4 } });
    await save(edited, { begun: job, latest: { ...job, revision: 4, name: 'Third' } });
    expect(sent).toMatchObject([{ ifMatch: 4 }, { ifMatch: 1 }]);
    const names = new Set(calls.map(([name]) => name));
    expect([...names]).toEqual(['editJob', 'countPairs']);
  });
});
