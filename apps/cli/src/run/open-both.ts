import type { MailConnector, MailSession, OpenContext } from '@mailhaul/connector-contract';
import type { LedgerReport } from '@mailhaul/pass-runner';

export interface BothSessions {
  readonly source: MailSession;
  readonly target: MailSession;
}

export interface PairToOpen {
  readonly source: MailConnector;
  readonly target: MailConnector;
  /** What passes left behind: some systems are known by what was kept there. */
  readonly ledger?: Pick<LedgerReport, 'memories'> | undefined;
}

/** Opens both sides at the same time, gives them to `work`, and closes them whatever comes. @throws ConnectorError */
export async function withBothSides<T>(
  pair: PairToOpen,
  context: OpenContext,
  work: (sessions: BothSessions) => Promise<T>,
): Promise<T> {
  const sessions = await openBoth(pair, context);
  try {
    const result = await work(sessions);
    await Promise.all([sessions.source.close(), sessions.target.close()]);
    return result;
  } finally {
    sessions.source.abort();
    sessions.target.abort();
  }
}

export interface Openers {
  readonly source: () => Promise<MailSession>;
  readonly target: () => Promise<MailSession>;
}

/** How each side is opened, as often as is needed. */
export function openersOf({ source, target, ledger }: PairToOpen, context: OpenContext): Openers {
  const memories = ledger?.memories;
  return {
    source: () => source.open({ ...context, ...(memories && { memory: memories.source }) }),
    target: () => target.open({ ...context, ...(memories && { memory: memories.target }) }),
  };
}

async function openBoth(pair: PairToOpen, context: OpenContext): Promise<BothSessions> {
  const open = openersOf(pair, context);
  const [source, target] = await Promise.allSettled([open.source(), open.target()]);
  if (source.status === 'fulfilled' && target.status === 'fulfilled') {
    return { source: source.value, target: target.value };
  }
  if (source.status === 'fulfilled') source.value.abort();
  if (target.status === 'fulfilled') target.value.abort();
  throw source.status === 'rejected' ? source.reason : (target as PromiseRejectedResult).reason;
}
