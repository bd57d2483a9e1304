import type { ConnectionDocument, JobDocument, PairDocument } from './documents.ts';
import type { Draft } from './draft.ts';

/** Every pass proves its connections; this often it is written down. */
const provedEveryMs = 10 * 60_000;

/** A completed pass had both of its connections work; a watch asks the target alone. */
export interface CompletedPass {
  readonly pair: PairDocument;
  readonly job: JobDocument | undefined;
  readonly atMs: number;
  readonly isWatch: boolean;
}

/**
 * A connection that nobody has tested works when a pass over it was completed that began after its last edit. One that is
 * broken is a person's to test: its alert stands until then.
 */
export async function proveConnections(draft: Draft, passed: CompletedPass): Promise<void> {
  const { pair, job, atMs, isWatch } = passed;
  if (job === undefined || pair.leasedAt === undefined) return;
  const { sourceConnectionId, targetConnectionId } = job;
  for (const id of isWatch ? [targetConnectionId] : [sourceConnectionId, targetConnectionId]) {
    const connection = await draft.get<ConnectionDocument>('connections', id);
    if (connection === undefined || connection.status === 'broken') continue;
    const { status, updatedAt, checkedAt = 0 } = connection;
    if (updatedAt > pair.leasedAt) continue;
    if (status === 'working' && atMs - checkedAt < provedEveryMs) continue;
    draft.put('connections', id, { ...connection, status: 'working', checkedAt: atMs });
  }
}
