import { expect, it } from 'vitest';
import { failure } from '../spec-support/scripted-connector.ts';
import { SpareLimit } from './spare-limit.ts';

const tooMany = failure('too-many-connections');

it('what was refused to one is not asked for by others, for a while', () => {
  const limit = new SpareLimit();
  limit.failed(2, tooMany, 0);
  expect(() => limit.refuse(1, 1)).not.toThrow();
  expect(() => limit.refuse(2, 1)).toThrow(tooMany);
  expect(() => limit.refuse(3, 599_999)).toThrow(tooMany);
  expect(() => limit.refuse(3, 600_000)).not.toThrow();
});

it('the lowest rank that was refused counts, and other errors do not', () => {
  const limit = new SpareLimit();
  limit.failed(1, failure('connection-lost'), 0);
  expect(() => limit.refuse(1, 1)).not.toThrow();
  limit.failed(1, tooMany, 0);
  limit.failed(3, tooMany, 100);
  expect(() => limit.refuse(2, 1)).toThrow(tooMany);
});
