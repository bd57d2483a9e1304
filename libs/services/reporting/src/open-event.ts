import {
  decodeEvent,
  type JsonObject,
  type RecordedEvent,
  type Sealer,
  type Upcasters,
} from '@mailhaul/application';
import {
  alertDecider,
  connectionDecider,
  jobDecider,
  ledgerUpcasters,
  pairDecider,
  type StreamParts,
  tenantDecider,
} from '@mailhaul/domain';
import type { ReadEvent } from '@mailhaul/projections';

/** By category, of every stream that is projected. */
const upcastersBy: ReadonlyMap<string, Upcasters> = new Map<string, Upcasters>([
  ['tenant', tenantDecider.upcasters],
  ['connection', connectionDecider.upcasters],
  ['job', jobDecider.upcasters],
  ['pair', pairDecider.upcasters],
  ['ledger', ledgerUpcasters],
  ['alert', alertDecider.upcasters],
]);

/** @throws where it was altered, or a later release wrote it. */
export function openEvent(
  recorded: RecordedEvent,
  { category, tenant, id: streamId }: StreamParts,
  sealer: Sealer,
): ReadEvent {
  const upcasters = upcastersBy.get(category) ?? {};
  const { type, data, sealed } = decodeEvent(recorded, { sealer, upcasters });
  const { id, revision, position, recordedAtMs } = recorded;
  return {
    ...{ category, tenant, streamId, type, id, revision, position, recordedAtMs },
    data: data as JsonObject,
    sealed: sealed as JsonObject | undefined,
  };
}
