import type { EventStore } from '@mailhaul/application';
import { describe } from 'vitest';
import { appendCases } from './cases/appends.ts';
import { closeCases } from './cases/closing.ts';
import { concurrencyCases } from './cases/concurrency.ts';
import { hostileCases } from './cases/hostile.ts';
import { limitCases } from './cases/limits.ts';
import { readCases } from './cases/reads.ts';
import { repeatCases } from './cases/repeats.ts';
import { subscriptionCases } from './cases/subscriptions.ts';

export interface EventStoreConformance {
  readonly name: string;
  /** A store to work with: new, or one that others use as well; every case keeps to stream names of its own. */
  readonly create: () => Promise<StoreUnderTest>;
}

export interface StoreUnderTest {
  readonly store: EventStore;
  /** Closes the store and opens the same log again; absent where the log ends with the store. */
  readonly reopen?: () => Promise<EventStore>;
  /** Closes what is open and removes what was made. */
  readonly dispose: () => Promise<void>;
}

/** The event store port's promises as cases; every adapter passes all of them. Nothing is asked that EventStoreDB cannot promise. */
export function eventStoreConformance(conformance: EventStoreConformance): void {
  describe(`event store conformance: ${conformance.name}`, () => {
    describe('append', () => {
      appendCases(conformance.create);
    });
    describe('repeat', () => {
      repeatCases(conformance.create);
    });
    describe('concurrency', () => {
      concurrencyCases(conformance.create);
    });
    describe('read', () => {
      readCases(conformance.create);
    });
    describe('subscribe', () => {
      subscriptionCases(conformance.create);
    });
    describe('limits', () => {
      limitCases(conformance.create);
    });
    describe('hostile input', () => {
      hostileCases(conformance.create);
    });
    describe('close', () => {
      closeCases(conformance.create);
    });
  });
}
