import type { Pair } from '@mailhaul/contracts';
import { systemClock } from '@mailhaul/kernel';
import { freshKey } from '../../support/api-steps.ts';
import type { Stage } from './stage.ts';
import type { StagedTenant } from './tenants.ts';

const lookEveryMs = 2_000;
const patienceMs = 90_000;

/** How the mailboxes of a tenant stand, as the API has it. */
export type Standing = 'under way' | 'under watch' | 'completed';

export async function standingOf(stage: Stage, { path }: StagedTenant): Promise<Standing> {
  const pairs = await stage.operator.pairs(path);
  if (pairs.some(({ status }) => status !== 'completed' && status !== 'under-watch')) {
    return 'under way';
  }
  return pairs.some(({ status }) => status === 'under-watch') ? 'under watch' : 'completed';
}

/**
 * Waits until all mailboxes of all tenants are that far; where a mailbox needs a person, one asks for its pass again. Gives
 * how often that was, and what was not that far in time.
 */
export async function untilAll(
  stage: Stage,
  wanted: readonly Standing[],
  withinMs: number,
): Promise<{ readonly asked: readonly string[]; readonly late: readonly string[] }> {
  const endMs = systemClock.monotonicMs() + withinMs;
  const asked: string[] = [];
  for (;;) {
    const late: string[] = [];
    for (const tenant of stage.tenants.list) {
      if (wanted.includes(await standingOf(stage, tenant))) continue;
      const pairs = await stage.operator.pairs(tenant.path);
      const unfinished = pairs.filter((pair) => !isThatFar(pair, wanted));
      late.push(
        ...unfinished.map(({ source, status, reason = '' }) => `${source}: ${status} ${reason}`),
      );
      asked.push(...(await askAgain(stage, tenant, pairs)));
    }
    if (late.length === 0 || systemClock.monotonicMs() > endMs) return { asked, late };
    await systemClock.sleep(lookEveryMs);
  }
}

function isThatFar({ status }: Pair, wanted: readonly Standing[]): boolean {
  if (status === 'under-watch') return wanted.includes('under watch');
  return status === 'completed' && wanted.includes('completed');
}

/** What a person does about a mailbox that stands still until somebody does something, or for longer than one would wait. */
function remedyFor({ status, until }: Pair): 'start' | 'retry-failed' | undefined {
  if (status === 'needs-you') return 'start';
  if (status === 'completed-with-failures') return 'retry-failed';
  const isLong = until !== undefined && until > systemClock.wallMs() + patienceMs;
  return status === 'waiting' && isLong ? 'start' : undefined;
}

/** Looks at a tenant's mailboxes, and asks again for those that wait for a person. Gives what was asked. */
export async function askWhereNeeded(
  stage: Stage,
  tenant: StagedTenant,
): Promise<readonly string[]> {
  return askAgain(stage, tenant, await stage.operator.pairs(tenant.path));
}

async function askAgain(
  { operator }: Stage,
  { path }: StagedTenant,
  pairs: readonly Pair[],
): Promise<readonly string[]> {
  const asked: string[] = [];
  for (const pair of pairs) {
    const action = remedyFor(pair);
    if (action === undefined) continue;
    const { id, source, reason = '', serverText = '' } = pair;
    const body = { action, selection: { ids: [id] } };
    const idempotencyKey = freshKey();
    await operator.ask((client) => client.call('actOnPairs', { path, body, idempotencyKey }));
    asked.push(`${action} for ${source}: ${reason} ${serverText}`);
  }
  return asked;
}
