import type { MemoryVariant } from '@mailhaul/connector-memory';
import { describe, expect, it } from 'vitest';
import { lines, message, TwoSides } from './spec-support/two-sides.ts';
import { survivingHash } from './surviving-traits.ts';

const inbox = ['INBOX'];
const regenerating: MemoryVariant = { regenerates: true };
const groupware: MemoryVariant = {
  capabilities: {
    givesForms: ['exchange-item', 'mime'],
    takesForms: ['mime', 'exchange-item'],
    areSizesEstimates: true,
  },
  tellsLikeness: true,
};

function threeItems(variants: { source?: MemoryVariant; target?: MemoryVariant }) {
  const sides = new TwoSides(variants);
  sides.fill(inbox, [message('one', 100), message('two', 200), message('three', 300)]);
  const target = sides.target.ensureFolder(inbox);
  return { sides, target };
}

describe('a target that makes messages anew', () => {
  const verify = (sides: TwoSides, isDeep = true) => sides.verify({ isRegenerating: true, isDeep });

  it.each([true, false])('is Good with the reason, no better (deep: %s)', async (isDeep) => {
    const { sides } = threeItems({ target: regenerating });
    const report = await verify(sides, isDeep);
    expect(lines(report)).toEqual(['made-anew -→-']);
    expect(report.findings[0]?.detail).toContain('makes them anew');
    expect(report.grade).toBe('Good');
  });

  it('still has a lost item named, and one that is there twice', async () => {
    const { sides, target } = threeItems({ target: regenerating });
    target.remove(3);
    target.add(message('three', 300));
    const report = await verify(sides);
    expect(lines(report).toSorted()).toEqual(['extra-twin -→5', 'made-anew -→-', 'missing 2→-']);
    expect(report.grade).toBe('Poor');
  });

  it('has an item named of which another subject came back', async () => {
    const { sides, target } = threeItems({ target: regenerating });
    target.remove(3);
    target.add(message('another', 200));
    const report = await verify(sides);
    expect(lines(report)).toContain('bytes-differ 2→5');
    expect(report.grade).toBe('Investigate');
  });
});

describe('a target of which nobody saw yet that it makes messages anew', () => {
  /** Three messages of one date; the target serves each a little longer. */
  function threeOfOneDate() {
    const target: MemoryVariant = { ...regenerating, capabilities: { areSizesEstimates: true } };
    const sides = new TwoSides({ target });
    const folders = [sides.source, sides.target].map((side) => side.ensureFolder(inbox));
    for (const text of ['one', 'two', 'three']) {
      const item = message(text, 100);
      folders[0]?.add(item);
      folders[1]?.add({ ...item, bytes: Buffer.concat([item.bytes, Buffer.from('anew\r\n')]) });
    }
    return sides;
  }

  it('misses nothing where one of several items of one date has gone at the source', async () => {
    const sides = threeOfOneDate();
    sides.source.ensureFolder(inbox).remove(2);
    const report = await sides.verify();
    expect(lines(report).toSorted()).toEqual(['extra -→2', 'made-anew -→-']);
    expect(report.grade).toBe('Good');
  });

  it('misses what is not there', async () => {
    const sides = threeOfOneDate();
    for (const id of [2, 3]) sides.target.ensureFolder(inbox).remove(id);
    sides.target.ensureFolder(inbox).add(message('of its own', 100));
    const report = await sides.verify();
    expect(report.findings.filter(({ kind }) => kind === 'missing')).toHaveLength(1);
    expect(report.grade).toBe('Poor');
  });
});

describe('two systems that know items of every kind', () => {
  it('are compared by what both say of each item, and counted by kind', async () => {
    const sides = new TwoSides({ source: groupware, target: groupware });
    const contact = (text: string, at = 5) => ({ ...message(text, at), kind: 'contact' as const });
    sides.fill(inbox, [message('one', 100), contact('ann'), contact('ann'), contact('bob', 6)]);
    expect((await sides.verify()).kinds).toEqual({
      mail: { source: 1, target: 1 },
      contact: { source: 3, target: 3 },
    });
    const target = sides.target.ensureFolder(inbox);
    target.remove(3);
    target.remove(5);
    target.add(contact('bobby', 6));
    const report = await sides.verify();
    expect(lines(report).toSorted()).toEqual(['bytes-differ 4→6', 'made-anew -→-', 'missing 3→-']);
  });
});

describe('what survives of a message', () => {
  const hashOf = (header: string) => survivingHash({}, Buffer.from(`${header}\r\n\r\nx`), false);

  it('is its subject as it reads, however it is encoded, and its Message-ID', () => {
    const plain = hashOf('Subject: Grüße an alle\r\nMessage-ID: <1@x>');
    expect(
      hashOf(
        'message-id:\r\n <1@x>\r\nSUBJECT: =?iso-8859-1?Q?Gr=FC=DFe_an?=\r\n =?utf-8?B?IGFsbGU=?=',
      ),
    ).toBe(plain);
    expect(hashOf('Subject: Grüße an alle\r\nMessage-ID: <2@x>')).not.toBe(plain);
    expect(hashOf('Subject: Grüße an\r\nMessage-ID: <1@x>')).not.toBe(plain);
    // A charset that nobody knows is compared as it is written.
    expect(hashOf('Subject: =?none?Q?a?=')).not.toBe(hashOf('Subject: =?none?Q?b?='));
  });
});
