import { describe, expect, it } from 'vitest';
import {
  type DomainEvent,
  type EventCodec,
  type Upcasters,
  UnknownEventVersion,
  decodeEvent,
  encodeEvent,
} from './event-codec.ts';
import type { NewEvent, RecordedEvent } from './ports/event-store.ts';
import { SpecSealer } from './spec-support/spec-sealer.ts';

const stream = 'pair-local.1';
const id = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

function codec(over: Partial<EventCodec> = {}): EventCodec {
  return { sealer: new SpecSealer(), upcasters: {}, ...over };
}

function recorded(event: NewEvent, over: Partial<RecordedEvent> = {}): RecordedEvent {
  const place = { stream, revision: 0, position: 1n, recordedAtMs: 0 };
  return { ...place, metadata: {}, ...event, ...over };
}

const added: DomainEvent = {
  type: 'PairAdded',
  data: { mailbox: 7 },
  sealed: { address: 'ada@example.org' },
};

describe('event codec', () => {
  it('gives back what it was given', () => {
    const plain: DomainEvent = { type: 'PriorityChanged', data: { priority: 3 } };
    for (const event of [added, plain]) {
      expect(decodeEvent(recorded(encodeEvent(event, { stream, id }, codec())), codec())).toEqual(
        event,
      );
    }
  });

  it('keeps the personal part as one sealed string, bound to stream and id', () => {
    const stored = encodeEvent(added, { stream, id }, codec());
    expect(stored.data).toEqual({ mailbox: 7, sealed: expect.any(String) as string });
    expect(JSON.stringify(stored)).not.toContain('ada');
    expect(() => decodeEvent(recorded(stored, { stream: 'pair-local.2' }), codec())).toThrow();
    const otherId = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';
    expect(() => decodeEvent(recorded(stored, { id: otherId }), codec())).toThrow();
  });

  it('gives an event without its personal part once the key is destroyed', () => {
    const stored = recorded(encodeEvent(added, { stream, id }, codec()));
    const sealer = new SpecSealer();
    sealer.destroy();
    expect(decodeEvent(stored, codec({ sealer }))).toEqual({
      type: 'PairAdded',
      data: { mailbox: 7 },
    });
  });

  it('writes only the metadata that says something', () => {
    const commandId = '6ba7b812-9dad-11d1-80b4-00c04fd430c8';
    expect(encodeEvent(added, { stream, id }, codec()).metadata).toBeUndefined();
    expect(encodeEvent(added, { stream, id, commandId }, codec()).metadata).toEqual({ commandId });
    const upcasters: Upcasters = { PairAdded: [(event) => event, (event) => event] };
    const place = { stream, id, commandId, correlationId: 'c' };
    expect(encodeEvent(added, place, codec({ upcasters })).metadata).toEqual({
      v: 3,
      commandId,
      correlationId: 'c',
    });
  });

  it('lifts an old event through every version, oldest first, its personal part too', () => {
    const upcasters: Upcasters = {
      PairAdded: [
        ({ data, sealed }) => ({
          data: { ...data, steps: ['1 to 2'] },
          sealed: sealed && { ...sealed, name: 'Ada' },
        }),
        ({ data, sealed }) => ({
          data: { ...data, steps: [data['steps'] ?? '', '2 to 3'] },
          sealed,
        }),
      ],
    };
    const stored = encodeEvent(added, { stream, id }, codec());
    expect(decodeEvent(recorded(stored), codec({ upcasters }))).toEqual({
      type: 'PairAdded',
      data: { mailbox: 7, steps: [['1 to 2'], '2 to 3'] },
      sealed: { address: 'ada@example.org', name: 'Ada' },
    });
    const second = decodeEvent(recorded(stored, { metadata: { v: 2 } }), codec({ upcasters }));
    expect(second.data).toEqual({ mailbox: 7, steps: ['', '2 to 3'] });
    const third = decodeEvent(recorded(stored, { metadata: { v: 3 } }), codec({ upcasters }));
    expect(third).toEqual(added);
  });

  it('refuses an event of a later version, and versions that are none', () => {
    const stored = encodeEvent(added, { stream, id }, codec());
    for (const v of [2, 0, -1, 1.5, '1', null]) {
      expect(() => decodeEvent(recorded(stored, { metadata: { v } }), codec())).toThrow(
        UnknownEventVersion,
      );
    }
  });

  it('takes a type named like something of Object for an ordinary one', () => {
    const event: DomainEvent = { type: 'constructor', data: { n: 1 } };
    expect(decodeEvent(recorded(encodeEvent(event, { stream, id }, codec())), codec())).toEqual(
      event,
    );
  });

  it('does not let data carry the name of the sealed part', () => {
    const event: DomainEvent = { type: 'PairAdded', data: { sealed: 'x' } };
    expect(() => encodeEvent(event, { stream, id }, codec())).toThrow(/sealed/);
  });
});
