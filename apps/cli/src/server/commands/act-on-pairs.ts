import type { PairAction, PairActionResult } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { named, parseWhole } from '../../options/option-values.ts';
import { type RawSelection, selectPairs } from '../names/select-pairs.ts';
import type { Server } from '../session/open-server.ts';
import { confirm } from '../words/confirm.ts';
import { tellRows } from '../words/tell-rows.ts';

export interface PairDeed {
  readonly action: PairAction;
  /** Of `set-priority`, as typed. */
  readonly to?: string;
  /** Of `reset`. */
  readonly withoutMatching?: true;
}

/** `mailhaul pairs hold|release|retry|… PAIR…`, or all that filters find in a job. */
export async function actOnPairs(
  server: Server,
  deed: PairDeed,
  chosen: { readonly pairs: readonly string[]; readonly raw: RawSelection },
): Promise<ExitCode> {
  const { to, withoutMatching } = deed;
  const priority =
    to === undefined
      ? {}
      : { priority: named('the priority', () => parseWhole(to, { min: 1, max: 5 })) };
  const selected = await selectPairs(server, chosen);
  const question = withoutMatching === true ? resetApart : questions[deed.action];
  if (question !== undefined) {
    const what = selected.map(({ label }) => label).join(', ');
    if (!(await confirm(server, question(what), chosen.raw))) return exitCodes.interrupted;
  }
  const apart = withoutMatching === undefined ? {} : { withoutMatching };
  const tenant = await server.tenant();
  const results: PairActionResult[] = [];
  for (const { jobId, selection } of selected) {
    const path = { tenant, job: jobId };
    const body = { action: deed.action, selection, ...priority, ...apart };
    results.push(await server.api.call('actOnPairs', { path, body }));
  }
  const { action } = deed;
  return tellRows(server, summed(results), { words: pastWords[action], facts: { action } });
}

const questions: Readonly<Partial<Record<PairAction, (what: string) => string>>> = {
  unmatch: (what) =>
    `Take the target mailbox from ${what}? Mail already there stays, and is known again if it gets the same one.`,
  reset: (what) =>
    `Reset ${what}? The history starts anew. Mail already at the target stays and will be matched.`,
  remove: (what) => `Remove ${what} from the job? Mail already at the target stays.`,
};

const resetApart = (what: string) =>
  `Reset ${what}, and match nothing? The history starts anew, and everything is copied again: mail that is at the target already will be there twice.`;

function summed(results: readonly PairActionResult[]): PairActionResult {
  return {
    done: results.reduce((sum, { done }) => sum + done, 0),
    unchanged: results.reduce((sum, { unchanged }) => sum + unchanged, 0),
    refused: results.flatMap(({ refused }) => refused),
    refusedMore: results.reduce((sum, { refusedMore }) => sum + refusedMore, 0),
  };
}

const pastWords: Readonly<Record<PairAction, string>> = {
  start: 'to be started',
  delta: 'to get a delta pass',
  'retry-failed': 'to be tried again',
  'move-duplicates': 'to get a delta pass that sets duplicates aside',
  unmatch: 'without a target now',
  'make-target': 'to get their target mailboxes made now',
  'leave-out': 'not to be migrated',
  'take-again': 'without a plan now',
  hold: 'held',
  release: 'released',
  'set-priority': 'with another priority',
  reset: 'reset',
  remove: 'removed',
};
