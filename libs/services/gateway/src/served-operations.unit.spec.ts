import { operations } from '@mailhaul/contracts';
import { expect, it } from 'vitest';
import { operationControllers } from './gateway.module.ts';
import { servedBy } from './http/operation-name.ts';

it('serves every operation of the table, each once, and nothing else', () => {
  expect(servedBy(operationControllers).toSorted()).toEqual(Object.keys(operations).toSorted());
});
