/**
 * The read models: documents in the shape of the resources that the API answers with, and by what they can be asked.
 * `CollectionSpec` of the read store's port, which this library does not know.
 */
export const collections = [
  {
    name: 'tenants',
    fields: { name: 'text', createdAt: 'number', needYou: 'number', running: 'number' },
    searched: ['name', 'id'],
  },
  {
    name: 'connections',
    fields: { name: 'text', status: 'text', host: 'text', updatedAt: 'number' },
    searched: ['name', 'host'],
  },
  {
    name: 'jobs',
    fields: {
      name: 'text',
      status: 'text',
      rank: 'number',
      pairs: 'number',
      updatedAt: 'number',
      sourceConnectionId: 'text',
      targetConnectionId: 'text',
    },
    searched: ['name'],
  },
  /** How jobs got on over time, a document for each job. */
  { name: 'job-history', fields: { jobId: 'text' }, searched: [] },
  {
    name: 'pairs',
    fields: {
      jobId: 'text',
      status: 'text',
      /** Of queued ones: who goes first in a job. */
      lineRank: 'text',
      reason: 'text',
      priority: 'number',
      source: 'text',
      target: 'text',
      externalId: 'text',
      /** Connection and mailbox of a side, for asking which pairs share one. */
      sourceKey: 'text',
      targetKey: 'text',
      migrated: 'number',
      excluded: 'number',
      failed: 'number',
      pending: 'number',
      total: 'number',
      bytesMigrated: 'number',
      updatedAt: 'number',
      startedAt: 'number',
      endedAt: 'number',
      until: 'number',
    },
    searched: ['source', 'target', 'externalId'],
  },
  /** Pairs that left their job by its conditions, as they were; the API shows none. */
  {
    name: 'left-pairs',
    fields: { jobId: 'text', source: 'text', sourceKey: 'text', isBack: 'boolean' },
    searched: [],
  },
  {
    name: 'folders',
    fields: {
      pairId: 'text',
      path: 'text',
      migrated: 'number',
      failed: 'number',
      pending: 'number',
      total: 'number',
    },
    searched: ['path', 'targetPath'],
  },
  {
    name: 'failed-items',
    fields: {
      pairId: 'text',
      jobId: 'text',
      reason: 'text',
      size: 'number',
      failedAt: 'number',
      mailbox: 'text',
      folder: 'text',
    },
    searched: ['mailbox', 'folder'],
  },
  {
    name: 'activity',
    fields: { at: 'number', jobId: 'text', pairId: 'text', connectionId: 'text', tone: 'text' },
    searched: ['subject', 'text'],
  },
  {
    name: 'news',
    fields: {
      at: 'number',
      tone: 'text',
      about: 'text',
      isCleared: 'boolean',
      jobId: 'text',
      pairId: 'text',
    },
    searched: ['title', 'detail'],
  },
  /** Jobs and tenants that are gone and whose documents are being removed little by little. */
  { name: 'removals', fields: { jobId: 'text' }, searched: [] },
  /** Batches between intent and settlement: which items a settlement speaks of. The API never shows it. */
  { name: 'open-batches', fields: { pairId: 'text' }, searched: [] },
] as const;
