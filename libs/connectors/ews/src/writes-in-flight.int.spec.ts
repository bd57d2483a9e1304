import type { MailSession, WriteResult } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { type EwsStage, openGate, outgoing, startStage } from './spec-support/ews-stage.ts';

const busy = { kind: 'fault', fault: { code: 'ErrorServerBusy', backOffMs: 1_000 } } as const;

/** Two items each. */
function writeThree(session: MailSession, stage: EwsStage): Promise<WriteResult[]> {
  const batches = [1, 3, 5].map((n) => [outgoing(n), outgoing(n + 1)]);
  return Promise.all(batches.map((one) => session.writeBatch(stage.inboxId, one, openGate)));
}

function idsIn(results: readonly WriteResult[]): (number | undefined)[] {
  const outcomes = results.flatMap((one) => (one.kind === 'answered' ? one.outcomes : []));
  return outcomes.map((one) => (one.kind === 'written' ? one.id : undefined));
}

/** Notes what is asked, and answers as told. */
function watched(stage: EwsStage, answer: Parameters<EwsStage['misbehave']>[0]): string[] {
  const asked: string[] = [];
  stage.misbehave((request) => {
    asked.push(request.operation);
    return answer?.(request);
  });
  return asked;
}

describe('several writes at once', () => {
  it('are made while those before are still being read back', async () => {
    const stage = await startStage();
    const session = await stage.open();
    const bothMade = Promise.withResolvers<undefined>();
    const asked = watched(stage, ({ operation }) => {
      const madeCount = asked.filter((name) => name === 'CreateItem').length;
      if (madeCount === 2) bothMade.resolve(undefined);
      // Nothing is told of the first before the second was sent.
      return operation === 'GetItem' ? bothMade.promise : undefined;
    });
    expect(idsIn(await writeThree(session, stage))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are allowed and made one after another, whichever line their bytes are on', async () => {
    const stage = await startStage();
    const session = await stage.open();
    const seen: string[] = [];
    stage.misbehave(async ({ operation }) => {
      // Whatever does not wait comes meanwhile.
      for (let turns = 0; turns < 20; turns += 1) await new Promise((pass) => setImmediate(pass));
      if (operation === 'CreateItem') seen.push('made');
      return undefined;
    });
    const writes = [1, 2, 3].map((n) =>
      session.writeBatch(stage.inboxId, [outgoing(n)], {
        beforeCommit: () => Promise.resolve(void seen.push(`gate ${n}`)),
      }),
    );
    expect(idsIn(await Promise.all(writes))).toEqual([1, 2, 3]);
    expect(seen).toEqual(['gate 1', 'made', 'gate 2', 'made', 'gate 3', 'made']);
  });

  it('take one line where a second one is refused, and those that were under way are written again', async () => {
    const stage = await startStage();
    const session = await stage.open();
    const refusal = { kind: 'fault', fault: { code: 'ErrorExceededConnectionCount' } } as const;
    stage.misbehave(({ operation }) => (operation === 'GetFolder' ? refusal : undefined));
    const [first, ...others] = await writeThree(session, stage);
    expect(idsIn(first === undefined ? [] : [first])).toEqual([1, 2]);
    const error = { code: 'server-busy', disposition: 'retryAfter', retryAfterMs: 0 };
    expect(others).toMatchObject([1, 2].map(() => ({ kind: 'batch-refused', error })));
    expect(idsIn(await writeThree(session, stage))).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it('are made before what is asked for behind them', async () => {
    const stage = await startStage();
    const session = await stage.open();
    const [, second, state] = await Promise.all([
      session.writeBatch(stage.inboxId, [outgoing(1)], openGate),
      session.writeBatch(stage.inboxId, [outgoing(2)], openGate),
      session.folderState(stage.inboxId),
    ]);
    expect(idsIn([second])).toEqual([2]);
    expect(state.nextId).toBe(3);
  });

  it('are not sent behind one that the server was too busy for', async () => {
    const stage = await startStage();
    const session = await stage.open();
    const asked = watched(stage, ({ operation }) =>
      operation === 'CreateItem' ? busy : undefined,
    );
    const results = await writeThree(session, stage);
    expect(results).toMatchObject(
      [1, 2, 3].map(() => ({ kind: 'batch-refused', error: { code: 'throttled' } })),
    );
    expect(asked.filter((name) => name === 'CreateItem')).toHaveLength(1);
    stage.misbehave(undefined);
    expect(idsIn(await writeThree(session, stage))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    [15, 13],
    [14, 5],
  ])(
    'leave of what a server of version %s takes at once room for both lines',
    async (major, max) => {
      const session = await (await startStage({ version: { major, minor: 1 } })).open();
      expect(session.capabilities.sessionsAtWorkMax).toBe(max);
    },
  );

  it.each([
    ['is busy', busy],
    [
      'allows no second connection',
      { kind: 'fault', fault: { code: 'ErrorExceededConnectionCount' } },
    ],
    ['cuts the second line', { kind: 'cut', afterBytes: 10 }],
  ] as const)('are told of on the one line where the server %s', async (_, deed) => {
    const stage = await startStage();
    const session = await stage.open();
    let readBacks = 0;
    stage.misbehave(({ operation }) => {
      if (operation !== 'GetItem') return undefined;
      readBacks += 1;
      // The second batch went over the second line.
      return readBacks === 2 ? deed : undefined;
    });
    expect(idsIn(await writeThree(session, stage))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(readBacks).toBeGreaterThan(1);
  });
});
