import type { FieldValue, JsonObject } from '@mailhaul/application';
import type { KeptCollection } from './documents.ts';

interface Group {
  readonly _id: FieldValue;
  readonly count: number | bigint;
  /** One of its documents. */
  readonly sample: string;
}

/** Texts are counted folded; each is spelled as one of its documents spells it. */
export async function spellings(
  kept: KeptCollection,
  field: string,
  groups: readonly Group[],
): Promise<Map<FieldValue, number>> {
  const samples = groups.filter(({ _id }) => typeof _id === 'string').map(({ sample }) => sample);
  const spelled = new Map<string, string>();
  if (samples.length > 0) {
    const found = kept.find({ _id: { $in: samples } }, { projection: { body: 1 } });
    for await (const { _id, body } of found) {
      const value = (JSON.parse(body) as JsonObject)[field];
      if (typeof value === 'string') spelled.set(_id, value);
    }
  }
  return new Map(
    groups.map(({ _id, count, sample }) => [
      typeof _id === 'string' ? (spelled.get(sample) ?? _id) : _id,
      Number(count),
    ]),
  );
}
