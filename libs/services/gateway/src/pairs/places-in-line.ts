import { type Pair, pairSchema } from '@mailhaul/contracts';
import { type Documents, equal } from '../commands/documents.ts';

/** So many of those that wait are told their place; who comes later hears that it is beyond. */
const placedMax = 100;

/** The rows, queued ones with their place among those of their job. */
export async function withPlaces(
  documents: Documents,
  tenant: string,
  rows: readonly Pair[],
): Promise<Pair[]> {
  const [queued] = rows.filter(({ status }) => status === 'queued');
  if (queued === undefined) return [...rows];
  const line = await documents.list({
    ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'lineRank' },
    fields: [equal('jobId', queued.jobId), equal('status', 'queued')],
    page: { limit: placedMax },
  });
  const places = new Map(line.rows.map(({ id }, place) => [id, place + 1]));
  return rows.map((row) => {
    const placeInLine = row.status === 'queued' ? places.get(row.id) : undefined;
    return placeInLine === undefined ? row : { ...row, placeInLine };
  });
}
