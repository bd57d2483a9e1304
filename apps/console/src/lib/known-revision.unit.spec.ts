import { expect, it } from 'vitest';
import { knownRevision } from './known-revision.ts';

const shown = ({ name }: { name: string }) => name;
const begun = { name: 'a', revision: 3, passes: 1 };

it('goes along with what the form does not show', () => {
  const latest = { ...begun, revision: 5, passes: 2 };
  expect(knownRevision({ begun, latest }, shown)).toBe(5);
});

it('stays where somebody changed what the form shows', () => {
  const latest = { ...begun, revision: 5, name: 'b' };
  expect(knownRevision({ begun, latest }, shown)).toBe(3);
});

it('never goes back to an answer that is older than what was saved', () => {
  expect(knownRevision({ begun, latest: { ...begun, revision: 2 } }, shown)).toBe(3);
});
