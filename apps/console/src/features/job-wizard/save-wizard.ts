import { type Client, problemOf } from '@mailhaul/api-client';
import type { Job } from '@mailhaul/contracts';
import { knownRevision } from '../../lib/known-revision.ts';
import { scheduleOf } from '../schedule/schedule-draft.ts';
import { typedMailboxes } from './typed-lines.ts';
import { isScheduleChanged, jobInputOf } from './wizard-changes.ts';
import { wishesOf } from '../matching/match-draft.ts';
import { matchRulesOf, type WizardDraft, type WizardStep } from './wizard-draft.ts';
import { stepOfOption } from './wizard-faults.ts';

/** The parts of a job are saved one after the other; each is one request, or a few. */
export type Piece = 'job' | 'schedule' | 'mailboxes' | 'matching';

export interface Saved {
  readonly kind: 'saved';
  readonly job: Job;
  readonly addedCount: number;
  readonly matchedCount: number;
  /** Mailboxes without a target that no rule found one for. */
  readonly openCount: number;
}

/** A piece that was refused: what came before it is saved, and saving again goes on there. */
export interface Stuck {
  readonly kind: 'stuck';
  readonly piece: Piece;
  /** Where it is mended, with the field's own words where the answer names one. */
  readonly step: WizardStep;
  readonly field: string | undefined;
  readonly error: unknown;
  /** The job as far as it got; undefined: there is none yet. */
  readonly job: Job | undefined;
}

export interface SaveContext {
  readonly tenant: string;
  readonly api: Pick<Client, 'call'>;
  /** Makes the key of one request. */
  readonly newKey: () => string;
  /** The key of the request that makes the job: the same for the same draft, so that a repeat makes no second one. */
  readonly createKey: string;
  readonly onPiece: (piece: Piece) => void;
}

/** A job that is edited, or that an attempt before has made. */
export interface SavedBefore {
  /** As it was when the draft was begun, or as that attempt left it. */
  readonly begun: Job;
  readonly latest: Job;
}

/** Saves a draft piece by piece; what is as wished already is left alone. */
export async function saveWizard(
  draft: WizardDraft,
  before: SavedBefore | undefined,
  context: SaveContext,
): Promise<Saved | Stuck> {
  let piece: Piece = 'job';
  let job = before?.latest;
  const begin = (next: Piece) => context.onPiece((piece = next));
  try {
    begin('job');
    job = await saveJob(draft, before, context);
    begin('schedule');
    job = await saveSchedule(draft, { begun: before?.begun ?? job, latest: job }, context);
    begin('mailboxes');
    const addedCount = await addMailboxes(draft, job, context);
    begin('matching');
    const matched = await matchMailboxes(draft, job, context);
    return { kind: 'saved', job, addedCount, ...matched };
  } catch (error) {
    const place = problemOf(error)?.faults?.[0]?.place;
    return { kind: 'stuck', piece, error, job, ...placeOf(piece, place) };
  }
}

const settingsOf = ({ name, sourceConnectionId, targetConnectionId, options }: Job) => ({
  ...{ name, sourceConnectionId, targetConnectionId, options },
});

async function saveJob(
  draft: WizardDraft,
  before: SavedBefore | undefined,
  { tenant, api, createKey }: SaveContext,
): Promise<Job> {
  const body = jobInputOf(draft);
  if (before === undefined)
    return api.call('createJob', { path: { tenant }, idempotencyKey: createKey, body });
  const { begun, latest } = before;
  if (JSON.stringify(sorted(settingsOf(begun))) === JSON.stringify(sorted(body))) return latest;
  const path = { tenant, job: latest.id };
  const ifMatch = knownRevision(before, settingsOf);
  return api.call('editJob', { path, ifMatch, body });
}

async function saveSchedule(
  draft: WizardDraft,
  before: SavedBefore,
  { tenant, api }: SaveContext,
): Promise<Job> {
  const { latest } = before;
  if (!isScheduleChanged(before.begun, draft)) return latest;
  const path = { tenant, job: latest.id };
  const schedule = draft.isScheduled ? scheduleOf(draft.schedule) : null;
  const ifMatch = knownRevision(before, (one) => one.schedule);
  return api.call('setJobSchedule', { path, ifMatch, body: { schedule } });
}

async function addMailboxes(
  { mailboxes: { way, csv, typed, conditions } }: WizardDraft,
  job: Job,
  { tenant, api, newKey }: SaveContext,
): Promise<number> {
  if (way === 'none') return 0;
  const path = { tenant, job: job.id };
  if (way === 'conditions') {
    const { revision } = await api.call('readConditions', { path });
    const body = { conditions: [...conditions] };
    return (await api.call('changeConditions', { path, ifMatch: revision, body })).entered;
  }
  const lines = typedMailboxes(typed);
  const body = way === 'csv' ? csv : lines.kind === 'csv' ? lines.csv : '';
  const { added } = await api.call('importPairs', { path, body, idempotencyKey: newKey() });
  return added;
}

/** What the rules are sure of is matched; the rest waits for a person in the match window. */
async function matchMailboxes(
  { matching }: WizardDraft,
  job: Job,
  { tenant, api, newKey }: SaveContext,
): Promise<{ readonly matchedCount: number; readonly openCount: number }> {
  const path = { tenant, job: job.id };
  const rules = matchRulesOf(matching);
  const openCount = async () => {
    const { statuses } = await api.call('countPairs', { path });
    return statuses['not-matched'] ?? 0;
  };
  const open = await openCount();
  if (rules === undefined || open === 0) return { matchedCount: 0, openCount: open };
  let matchedCount = 0;
  // Those of an answer that stay without a target are not looked at again.
  for (let skip = 0, isMore = true; isMore;) {
    const { rows, moreCount } = await api.call('previewMatches', { path, body: { rules, skip } });
    const matches = [...wishesOf(rows, {})];
    const order = { path, body: { matches }, idempotencyKey: newKey() };
    const { done } = matches.length === 0 ? { done: 0 } : await api.call('matchPairs', order);
    matchedCount += done;
    skip += rows.length - done;
    isMore = moreCount > 0;
  }
  return { matchedCount, openCount: await openCount() };
}

/** Where what was refused is mended: by the place that the answer names, else by the piece. */
function placeOf(
  piece: Piece,
  place: string | undefined,
): { readonly step: WizardStep; readonly field: string | undefined } {
  if (piece !== 'job') return { step: piece, field: place };
  const [head, option = ''] = place?.split('.') ?? [];
  if (head === 'options') return { step: stepOfOption(option), field: option };
  if (head === 'sourceConnectionId') return { step: 'source', field: place };
  if (head === 'targetConnectionId') return { step: 'target', field: place };
  return { step: 'name', field: place };
}

/** Keys in one order: two objects that say the same read the same. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
