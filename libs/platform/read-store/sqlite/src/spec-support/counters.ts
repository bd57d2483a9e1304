import type { CollectionSpec } from '@mailhaul/application';

export const counters: CollectionSpec = {
  name: 'counters',
  fields: { round: 'number' },
  searched: [],
};

/** Documents that one round changes together. */
export const roundDocuments = 150;
