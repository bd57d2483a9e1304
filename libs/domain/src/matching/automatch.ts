/** A source mailbox that is to get a target. */
export interface SourceMailbox {
  readonly pairId: string;
  readonly address: string;
  /** Of the source's directory, where there is one. */
  readonly name?: string | undefined;
  /** Stable id of the directory. */
  readonly id?: string | undefined;
}

/** A mailbox of the target's directory. */
export interface TargetMailbox {
  readonly address: string;
  readonly aliases: readonly string[];
  readonly name: string;
  readonly id?: string | undefined;
}

export const matchRuleNames = ['id', 'address', 'local-part', 'name'] as const;

/** By what two mailboxes are taken for one person's; or the target's address as it follows from the source's. */
export type MatchRule =
  | { readonly by: (typeof matchRuleNames)[number] }
  /** Undefined: the pattern says nothing of this address. */
  | { readonly by: 'pattern'; readonly targetOf: (mailbox: SourceMailbox) => string | undefined };

/**
 * How sure it is. `certain`: the same id or address; `likely`: one mailbox alone has that address or local part; `weak`: one alone
 * has that name; `unchecked`: no directory says that there is such a mailbox.
 */
export type MatchConfidence = 'certain' | 'likely' | 'weak' | 'unchecked';

/** A mailbox of the target's directory that would do. */
export interface MatchCandidate {
  readonly address: string;
  readonly id?: string;
}

export type MatchProposal = { readonly pairId: string } & (
  | {
      readonly result: 'matched';
      readonly target: string;
      /** Of the target's directory. */
      readonly targetId?: string;
      readonly by: MatchRule['by'];
      readonly confidence: MatchConfidence;
    }
  /** A pattern names a mailbox that the target's directory does not have. */
  | { readonly result: 'missing'; readonly target: string }
  /** Several would do by the same rule; some of them. */
  | {
      readonly result: 'ambiguous';
      readonly by: MatchRule['by'];
      readonly targets: readonly MatchCandidate[];
    }
  /** Another source mailbox gets the same one. */
  | { readonly result: 'conflict'; readonly target: string; readonly targetId?: string }
  | { readonly result: 'unmatched' }
);

const targetsNamedMax = 10;

/**
 * Proposes a target for each source mailbox, by the first rule that finds any. `targets` undefined: the target has no directory that
 * could be asked, and only patterns say anything.
 */
export function automatch(
  sources: readonly SourceMailbox[],
  targets: readonly TargetMailbox[] | undefined,
  rules: readonly MatchRule[],
): readonly MatchProposal[] {
  const index = targets === undefined ? undefined : new TargetIndex(targets);
  const proposals = sources.map((source) => propose(source, index, rules));
  const times = new Map<string, number>();
  for (const proposal of proposals) {
    if (proposal.result !== 'matched') continue;
    const key = folded(proposal.target);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return proposals.map((proposal) => {
    if (proposal.result !== 'matched') return proposal;
    return (times.get(folded(proposal.target)) ?? 0) > 1 ? asConflict(proposal) : proposal;
  });
}

/** The mailbox is there, but not for this one alone; whoever chooses it all the same chooses it with its id. */
export function asConflict({
  pairId,
  target,
  targetId,
}: Extract<MatchProposal, { readonly result: 'matched' }>): MatchProposal {
  const known = targetId === undefined ? {} : { targetId };
  return { pairId, result: 'conflict', target, ...known };
}

function propose(
  source: SourceMailbox,
  index: TargetIndex | undefined,
  rules: readonly MatchRule[],
): MatchProposal {
  const { pairId } = source;
  let missing: string | undefined;
  for (const rule of rules) {
    if (rule.by === 'pattern') {
      const target = rule.targetOf(source);
      if (target === undefined) continue;
      if (index === undefined) {
        return { pairId, result: 'matched', target, by: 'pattern', confidence: 'unchecked' };
      }
      const found = index.byAddress(target);
      const proposal = proposalOf(pairId, 'pattern', found);
      if (proposal !== undefined) return proposal;
      missing ??= target;
      continue;
    }
    const proposal = proposalOf(pairId, rule.by, index?.find(source, rule.by) ?? []);
    if (proposal !== undefined) return proposal;
  }
  return missing === undefined
    ? { pairId, result: 'unmatched' }
    : { pairId, result: 'missing', target: missing };
}

function proposalOf(
  pairId: string,
  by: MatchRule['by'],
  found: readonly TargetMailbox[],
): MatchProposal | undefined {
  const [only, ...others] = found;
  if (only === undefined) return undefined;
  if (others.length > 0) {
    const targets = found
      .slice(0, targetsNamedMax)
      .map(({ address, id }) => ({ address, ...(id === undefined ? {} : { id }) }));
    return { pairId, result: 'ambiguous', by, targets };
  }
  const { address: target, id } = only;
  const known = id === undefined ? {} : { targetId: id };
  return { pairId, result: 'matched', target, ...known, by, confidence: confidences[by] };
}

const confidences: Readonly<Record<MatchRule['by'], MatchConfidence>> = {
  id: 'certain',
  address: 'certain',
  pattern: 'likely',
  'local-part': 'likely',
  name: 'weak',
};

/** Target mailboxes by what they may be found by. */
class TargetIndex {
  readonly #byAddress = new Map<string, Set<TargetMailbox>>();
  readonly #byLocalPart = new Map<string, Set<TargetMailbox>>();
  readonly #byName = new Map<string, Set<TargetMailbox>>();
  readonly #byId = new Map<string, Set<TargetMailbox>>();

  constructor(targets: readonly TargetMailbox[]) {
    for (const target of targets) {
      for (const address of [target.address, ...target.aliases]) {
        put(this.#byAddress, folded(address), target);
        put(this.#byLocalPart, localPartOf(address), target);
      }
      put(this.#byName, nameKeyOf(target.name), target);
      if (target.id !== undefined) put(this.#byId, target.id, target);
    }
  }

  byAddress(address: string): readonly TargetMailbox[] {
    return [...(this.#byAddress.get(folded(address)) ?? [])];
  }

  find({ address, name = '', id }: SourceMailbox, by: string): readonly TargetMailbox[] {
    switch (by) {
      case 'id':
        return id === undefined ? [] : [...(this.#byId.get(id) ?? [])];
      case 'address':
        return this.byAddress(address);
      case 'local-part':
        return [...(this.#byLocalPart.get(localPartOf(address)) ?? [])];
      default: {
        const key = nameKeyOf(name);
        return key === '' ? [] : [...(this.#byName.get(key) ?? [])];
      }
    }
  }
}

function put(map: Map<string, Set<TargetMailbox>>, key: string, target: TargetMailbox): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([target]));
  else known.add(target);
}

function folded(address: string): string {
  return address.toLowerCase();
}

function localPartOf(address: string): string {
  const at = address.lastIndexOf('@');
  return folded(at === -1 ? address : address.slice(0, at));
}

/** Case, accents' spelling and doubled blanks make no other person; "Meyer, Anna" is Anna Meyer. */
function nameKeyOf(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
  const [last, first, ...more] = plain.split(/ ?, ?/);
  return first === undefined || more.length > 0 ? plain : `${first} ${last}`;
}
