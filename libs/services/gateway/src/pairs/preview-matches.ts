import { matchesMax, mailboxSchema, type MatchPreview, type MatchRow } from '@mailhaul/contracts';
import { asConflict, automatch, type MatchProposal, type SourceMailbox } from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';
import { limitWords } from '../connections/mailbox-search.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { Call } from '../http/call.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import { type ChosenPair, chosenPairs } from './chosen-pairs.ts';
import { matchRulesOf } from './match-rules.ts';
import { mailboxesOf, peopleOf } from './people-of.ts';
import { pairsByTarget } from './taken-mailboxes.ts';

interface Sides {
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
}

/** What rules would match; reads both sides' directories as far as they have one. @throws {ApiProblem} */
export async function previewMatches(
  call: Call<'previewMatches'>,
  by: { readonly job: JobPlace; readonly sides: Sides; readonly parts: GatewayParts },
): Promise<MatchPreview> {
  const { job, sides, parts } = by;
  const { tenant } = job;
  const { selection, rules, skip } = call.body;
  const found = await chosenPairs(job, selection ?? openPairs, parts);
  const chosen = found.filter(({ target }) => selection !== undefined || target === '');
  const asked = chosen.slice(skip, skip + matchesMax);
  const search = (id: string) => mailboxesOf(parts, { tenant, id }, call.signal);
  const target = await search(sides.targetConnectionId);
  const needsNames = rules.some(({ by: name }) => name === 'id' || name === 'name');
  const source = needsNames ? await search(sides.sourceConnectionId) : undefined;
  const people = peopleOf(source?.rows ?? []);
  const sources = asked.map(({ id, source: address }): SourceMailbox => {
    const person = people.get(address.toLowerCase());
    return { pairId: id, address, name: person?.name, id: person?.id };
  });
  const made = automatch(sources, target?.rows, matchRulesOf(rules, sources));
  const proposals = await withoutTaken(made.map(withAddress), { ...job, ...sides }, parts);
  const rows = proposals.map((proposal, at) => rowOf(proposal, sources[at], asked[at]));
  const counts = { matched: 0, missing: 0, ambiguous: 0, conflict: 0, unmatched: 0 };
  for (const { result } of rows) counts[result] += 1;
  const limit = target?.limit ?? source?.limit;
  return {
    directory: target?.source ?? 'none',
    ...(limit === undefined ? {} : { words: limitWords[limit] }),
    ...{ counts, rows, moreCount: Math.max(0, chosen.length - skip - asked.length) },
  };
}

/** Those whose target could not be made need a person, and have none either. */
const openPairs = { matching: { status: ['not-matched' as const, 'needs-you' as const] } };

/** What an expression made is an address like any that is typed. */
function withAddress(proposal: MatchProposal): MatchProposal {
  if (proposal.result !== 'matched' && proposal.result !== 'missing') return proposal;
  const isAddress = mailboxSchema.safeParse(proposal.target).success;
  return isAddress ? proposal : { pairId: proposal.pairId, result: 'unmatched' };
}

async function withoutTaken(
  proposals: readonly MatchProposal[],
  job: { readonly tenant: string; readonly id: string; readonly targetConnectionId: string },
  { documents }: GatewayParts,
): Promise<readonly MatchProposal[]> {
  const { tenant, id: jobId, targetConnectionId } = job;
  const wished = proposals.flatMap((one) =>
    one.result === 'matched' ? [{ source: '', target: one.target }] : [],
  );
  const taken = await pairsByTarget(documents, { tenant, jobId, targetConnectionId }, wished);
  const owners = new Map([...taken.values()].map((pair) => [pair.target.toLowerCase(), pair.id]));
  return proposals.map((one) => {
    if (one.result !== 'matched') return one;
    const owner = owners.get(one.target.toLowerCase());
    return owner === undefined || owner === one.pairId ? one : asConflict(one);
  });
}

function rowOf(
  proposal: MatchProposal,
  source: SourceMailbox | undefined,
  pair: ChosenPair | undefined,
): MatchRow {
  const { pairId: id, ...rest } = proposal;
  const { address = '', name } = source ?? {};
  const own = rest.result === 'ambiguous' ? { ...rest, targets: [...rest.targets] } : rest;
  return {
    ...{ id, source: address, words: wordsOf(proposal), ...own },
    ...(name === undefined ? {} : { name }),
    ...defined({ plan: pair?.plan, planned: pair?.planned }),
    ...defined({ status: pair?.status, reason: pair?.reason, serverText: pair?.serverText }),
    ...(pair === undefined || pair.target === '' ? {} : { current: pair.target }),
  };
}

function wordsOf(proposal: MatchProposal): string {
  switch (proposal.result) {
    case 'matched':
      return proposal.confidence === 'unchecked'
        ? 'By the pattern; no directory says whether there is such a mailbox.'
        : matchedWords[proposal.by];
    case 'missing':
      return 'By the pattern, but the target’s directory has no such mailbox: create it first.';
    case 'ambiguous':
      return 'Several mailboxes would do: choose one.';
    case 'conflict':
      return 'Another source mailbox has this target, or gets it too: choose for each.';
    case 'unmatched':
      return 'No rule found a mailbox.';
  }
}

const matchedWords = {
  id: 'Both directories know it by the same id.',
  address: 'It has the same address there.',
  'local-part': 'The only one there with this name before the @.',
  name: 'The only one there with this person’s name: check it.',
  pattern: 'By the pattern, and there is such a mailbox.',
} as const;
