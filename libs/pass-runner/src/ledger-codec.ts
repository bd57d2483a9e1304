import type { NewEvent, RecordedEvent, Sealer } from '@mailhaul/application';
import type { LedgerEvent } from '@mailhaul/domain';

/** A ledger event as the store keeps it: the personal part sealed to its place. */
export function encodeLedgerEvent(
  event: LedgerEvent,
  place: { readonly stream: string; readonly id: string; readonly sealer: Sealer },
): NewEvent {
  const { type, data } = event;
  const personal = 'sealed' in event ? event.sealed : undefined;
  const { stream, id, sealer } = place;
  const fields = JSON.parse(JSON.stringify(data)) as NewEvent['data'];
  if (personal === undefined) return { id, type, data: fields };
  const sealed = sealer.seal(JSON.stringify(personal), `${stream}|${id}`);
  return { id, type, data: { ...fields, sealed } };
}

export function decodeLedgerEvent(recorded: RecordedEvent, sealer: Sealer): LedgerEvent {
  const { sealed, ...data } = recorded.data;
  const plain =
    typeof sealed === 'string'
      ? sealer.open(sealed, `${recorded.stream}|${recorded.id}`)
      : undefined;
  const personal: unknown = plain === undefined ? undefined : JSON.parse(plain);
  return { type: recorded.type, data, sealed: personal } as unknown as LedgerEvent;
}
