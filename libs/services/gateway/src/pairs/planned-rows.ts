import type { PlanRow } from '@mailhaul/contracts';
import type { LookedUp } from '@mailhaul/directory';
import type { PlannedTarget, TargetNames } from '@mailhaul/domain';

/** A mailbox that is to get a target, with what its user would be called; undefined: nothing usable. */
export interface RowToPlan {
  readonly id: string;
  readonly source: string;
  readonly made: (TargetNames & { readonly dn: string }) | undefined;
  /** Its target, where it has one. */
  readonly target: string | undefined;
  readonly seen: LookedUp | undefined;
}

export interface PlannedRow {
  readonly row: PlanRow;
  /** Absent: it is not planned. */
  readonly planned?: PlannedTarget;
}

/** What each row comes to. `taken` says whose address or name somebody else has, or gets; rows before it count as well. */
export function plannedRows(
  plan: 'create' | 'enable',
  rows: readonly RowToPlan[],
  taken: ReadonlySet<string>,
): readonly PlannedRow[] {
  const gone = new Set(taken);
  return rows.map((row) => {
    const { id, source } = row;
    const found = plannedOf(plan, row);
    const conflict = typeof found === 'string' ? found : takenBy(gone, found);
    if (typeof found === 'string' || conflict !== undefined) {
      return { row: { id, source, result: 'conflict', words: conflict ?? '' } };
    }
    for (const key of keysOf(found)) gone.add(key);
    const { id: _id, ...shown } = found;
    const words = plannedWords[plan];
    return { row: { id, source, result: 'planned', planned: shown, words }, planned: found };
  });
}

/** What no two of a job may have. */
export function keysOf({ address, dn }: Pick<PlannedTarget, 'address' | 'dn'>): readonly string[] {
  return [`address ${address.toLowerCase()}`, `dn ${dn.toLowerCase()}`];
}

const plannedWords = {
  create: 'A user and a mailbox are created.',
  enable: 'The user is there; a mailbox is enabled for it.',
} as const;

/** Or why there is none. */
function plannedOf(plan: 'create' | 'enable', row: RowToPlan): PlannedTarget | string {
  const { source, made, target = '', seen } = row;
  if (source === '') return 'The job has no such mailbox.';
  if (target !== '') return 'It has a target mailbox: unmatch it first.';
  if (made === undefined) {
    return 'The patterns make no usable alias and name of it: plan it by hand, or change them.';
  }
  const { conflicts = [], users = [] } = seen ?? {};
  if (plan === 'create') return conflicts.length === 0 ? made : conflicts.join(' ');
  const [user, ...others] = users;
  if (user === undefined) {
    return `Nobody there signs in as ${made.alias} or has ${made.address}: name the user, or create one.`;
  }
  if (others.length > 0) {
    return `Several there have that name or address (${users.map(({ dn }) => dn).join('; ')}): name one.`;
  }
  if (user.hasMailbox) return `${user.dn} has a mailbox already: match it with that.`;
  const { name, ...names } = made;
  return { ...names, dn: user.dn, id: user.id, name: user.name || name };
}

function takenBy(gone: ReadonlySet<string>, planned: PlannedTarget): string | undefined {
  const [address = '', dn = ''] = keysOf(planned);
  if (gone.has(address)) return `Another source mailbox has or gets ${planned.address}.`;
  return gone.has(dn) ? `Another source mailbox gets the user ${planned.dn}.` : undefined;
}
