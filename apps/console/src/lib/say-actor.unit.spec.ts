import { expect, it } from 'vitest';
import { sayActor } from './say-actor.ts';

it.each([
  ['0192d4f0-0000-4000-8000-000000000001', 'Anna Meyer', 'Anna Meyer'],
  ['worker:a5c395ad-3dfc-4c97-8874-f61760f6c78a', undefined, 'worker a5c395ad'],
  ['worker-1', undefined, 'worker-1'],
  ['scheduler', undefined, 'the scheduler'],
])('%s, called %s, is %s', (actor, name, said) => expect(sayActor(actor, name)).toBe(said));
