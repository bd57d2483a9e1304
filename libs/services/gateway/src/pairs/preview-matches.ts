import {
  type FoundMailbox,
  mailboxSchema,
  type MatchPreview,
  type MatchRow,
} from '@mailhaul/contracts';
import { automatch, type MatchProposal, type SourceMailbox } from '@mailhaul/domain';
import { type FoundAll, limitWords } from '../connections/mailbox-search.ts';
import { savedConnection, searchConnection } from '../connections/search-connection.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Call } from '../http/call.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import { chosenPairs } from './chosen-pairs.ts';
import { matchRulesOf } from './match-rules.ts';
import { pairsByTarget } from './taken-mailboxes.ts';

const rowsMax = 5000;

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
  const { selection = openPairs, rules } = call.body;
  const chosen = await chosenPairs(job, selection, parts);
  const asked = chosen.slice(0, rowsMax);
  const { clock, random } = parts.options;
  const search = (id: string) =>
    parts.tests.run(call.signal, (signal) =>
      found(parts, { tenant, id }, { clock, random, signal }),
    );
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
  const rows = proposals.map((proposal, at) => rowOf(proposal, sources[at]));
  const counts = { matched: 0, missing: 0, ambiguous: 0, conflict: 0, unmatched: 0 };
  for (const { result } of rows) counts[result] += 1;
  const limit = target?.limit ?? source?.limit;
  return {
    directory: target?.source ?? 'none',
    ...(limit === undefined ? {} : { words: limitWords[limit] }),
    ...{ counts, rows, moreCount: chosen.length - asked.length },
  };
}

const openPairs = { matching: { status: ['not-matched' as const] } };

/** Undefined: there is nobody to be asked. */
async function found(
  parts: GatewayParts,
  place: { readonly tenant: string; readonly id: string },
  context: Parameters<typeof searchConnection>[2]['context'],
): Promise<FoundAll | undefined> {
  const saved = await savedConnection(parts, place);
  try {
    return await searchConnection(parts, saved, { query: { limit: 200 }, context });
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'directory-missing') return undefined;
    throw error;
  }
}

function peopleOf(mailboxes: readonly FoundMailbox[]): ReadonlyMap<string, FoundMailbox> {
  const people = new Map<string, FoundMailbox>();
  for (const mailbox of mailboxes) {
    for (const address of mailbox.aliases) people.set(address.toLowerCase(), mailbox);
  }
  for (const mailbox of mailboxes) people.set(mailbox.address.toLowerCase(), mailbox);
  return people;
}

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
    const { pairId, target } = one;
    const owner = owners.get(target.toLowerCase());
    const isFree = owner === undefined || owner === pairId;
    return isFree ? one : { pairId, result: 'conflict', target };
  });
}

function rowOf(proposal: MatchProposal, source: SourceMailbox | undefined): MatchRow {
  const { pairId: id, ...rest } = proposal;
  const { address = '', name } = source ?? {};
  const own = rest.result === 'ambiguous' ? { ...rest, targets: [...rest.targets] } : rest;
  return {
    ...{ id, source: address, words: wordsOf(proposal), ...own },
    ...(name === undefined ? {} : { name }),
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
