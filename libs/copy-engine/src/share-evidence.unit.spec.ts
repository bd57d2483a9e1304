import { contentHashOf } from '@mailhaul/kernel';
import { expect, it } from 'vitest';
import type { ItemEvidence } from './hash-items.ts';
import { shareEvidence } from './share-evidence.ts';

it('gives an item that cannot be read any more what its twin of equal bytes has, and no other', () => {
  const [hash, otherHash] = ['twin', 'other'].map((text) => contentHashOf(Buffer.from(text)));
  if (hash === undefined || otherHash === undefined) throw new Error('no hashes');
  const evidence: ItemEvidence = {
    ...{ hash, messageIdHash: undefined, essence: otherHash },
    ...{ likeness: undefined, isMadeAnew: false },
  };
  const [read, moved, other, unhashed] = [
    { hash },
    { hash },
    { hash: otherHash },
    { hash: undefined },
  ];
  const found = new Map<{ hash: typeof hash | undefined }, ItemEvidence>([[read, evidence]]);
  shareEvidence(found, [read, moved, other, unhashed]);
  expect([moved, other, unhashed].map((item) => found.get(item))).toEqual([
    evidence,
    undefined,
    undefined,
  ]);
});
