import type { CollectionSpec, ReadStore } from '@mailhaul/application';
import { describe } from 'vitest';
import { changeCases } from './cases/changes.ts';
import { closeCases } from './cases/closing.ts';
import { concurrencyCases } from './cases/concurrency.ts';
import { cursorCases } from './cases/cursors.ts';
import { hostileCases } from './cases/hostile.ts';
import { pagingCases } from './cases/paging.ts';
import { queryCases } from './cases/queries.ts';
import { rebuildCases } from './cases/rebuilds.ts';
import { textCases } from './cases/texts.ts';

/** An empty store of these collections that no other case works with. */
export type MakeReadStore = (collections: readonly CollectionSpec[]) => Promise<ReadStoreUnderTest>;

export interface ReadStoreUnderTest {
  readonly store: ReadStore;
  /** Closes the store and opens the same documents again; absent where they end with the store. */
  readonly reopen?: () => Promise<ReadStore>;
  /** False: readers may see a batch in part while it is applied. */
  readonly isAtomic?: boolean;
  /** Documents of the longest list; fewer for a server that is a stand-in and slow. */
  readonly longListRows?: number;
  /** Closes what is open and removes what was made. */
  readonly dispose: () => Promise<void>;
}

/** The read store port's promises as cases; every adapter passes all of them. */
export function readStoreConformance(name: string, make: MakeReadStore): void {
  describe(`read store conformance: ${name}`, () => {
    describe('change', () => {
      changeCases(make);
    });
    describe('query', () => {
      queryCases(make);
    });
    describe('text', () => {
      textCases(make);
    });
    describe('paging against a naive store', () => {
      pagingCases(make);
    });
    describe('cursor', () => {
      cursorCases(make);
    });
    describe('rebuild', () => {
      rebuildCases(make);
    });
    describe('concurrency', () => {
      concurrencyCases(make);
    });
    describe('hostile input', () => {
      hostileCases(make);
    });
    describe('close', () => {
      closeCases(make);
    });
  });
}
