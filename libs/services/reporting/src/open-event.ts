import {
  decodeEvent,
  type JsonObject,
  type RecordedEvent,
  type TenantSealers,
} from '@mailhaul/application';
import { ledgerUpcasters, parseStream } from '@mailhaul/domain';
import type { ReadEvent } from '@mailhaul/projections';

/** Undefined: an event of no stream of ours. */
export async function openEvent(
  recorded: RecordedEvent,
  sealers: TenantSealers,
): Promise<ReadEvent | undefined> {
  const parts = parseStream(recorded.stream);
  if (parts === undefined) return undefined;
  const { category, tenant, id: streamId } = parts;
  const sealer = await sealers.of(tenant);
  const upcasters = category === 'ledger' ? ledgerUpcasters : {};
  const { type, data, sealed } = decodeEvent(recorded, { sealer, upcasters });
  const { id, revision, position, recordedAtMs } = recorded;
  return {
    ...{ category, tenant, streamId, type, id, revision, position, recordedAtMs },
    data: data as JsonObject,
    sealed: sealed as JsonObject | undefined,
  };
}
