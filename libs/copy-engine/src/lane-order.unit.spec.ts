import { describe, expect, it } from 'vitest';
import { LaneOrder } from './lane-order.ts';

/** What has happened once everything that can go on has gone on. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

function lane() {
  const order = new LaneOrder();
  const said: string[] = [];
  const say = (word: string) => () => said.push(word);
  return { order, said, say };
}

describe('the order of a lane', () => {
  it('lets a write begin when the one before is on its way, not when it is done', async () => {
    const { order, said, say } = lane();
    const [first, second] = [order.take(), order.take()];
    void second.myTurn().then(say('second begins'));
    await settled();
    expect(said).toEqual([]);
    first.called();
    await settled();
    expect(said).toEqual(['second begins']);
  });

  it('begins nothing behind a batch in trouble before that is done', async () => {
    const { order, said, say } = lane();
    const [first, second] = [order.take(), order.take()];
    first.called();
    void first.troubled().then(say('first is repeated'));
    void second.myTurn().then(say('second begins'));
    await settled();
    expect(said).toEqual(['first is repeated']);
    first.done();
    await settled();
    expect(said).toEqual(['first is repeated', 'second begins']);
  });

  it('repeats batches that were lost together in their order, also when one between them is done', async () => {
    const { order, said, say } = lane();
    const [first, between, last] = [order.take(), order.take(), order.take()];
    for (const place of [first, between, last]) place.called();
    between.done();
    void last.troubled().then(say('last is repeated'));
    void first.troubled().then(say('first is repeated'));
    await settled();
    expect(said).toEqual(['first is repeated']);
    first.done();
    await settled();
    expect(said).toEqual(['first is repeated', 'last is repeated']);
  });
});
