import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import * as messages from './messages.ts';

const idOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const lease = { tenant: 'acme', pairId: idOf(1), passId: idOf(2), lease: 3 };

/** Each message of the bus as release 0.1.0 sent it, with nothing that may be left out. Never edited: releases side by side speak so. */
const sentBy010: Readonly<Record<string, { readonly schema: z.ZodType; readonly body: object }>> = {
  workAsk: { schema: messages.workAskSchema, body: { workerId: 'w', freeSlots: 2 } },
  workAnswer: {
    schema: messages.workAnswerSchema,
    body: {
      leases: [
        { ...lease, jobId: idOf(3), pass: 'delta', generation: 1, untilMs: 1_800_000_000_000 },
      ],
      askAgainMs: 2_000,
    },
  },
  heartbeat: {
    schema: messages.heartbeatSchema,
    body: { workerId: 'w', slots: 4, leases: [lease] },
  },
  heartbeatAnswer: {
    schema: messages.heartbeatAnswerSchema,
    body: { lost: [lease], untilMs: 1_800_000_000_000 },
  },
  makeTarget: {
    schema: messages.makeTargetSchema,
    body: { tenant: 'acme', pairId: idOf(1) },
  },
  makeTargetAnswer: { schema: messages.makeTargetAnswerSchema, body: { isTaken: true } },
  readSource: {
    schema: messages.readSourceSchema,
    body: { tenant: 'acme', jobId: idOf(1) },
  },
  changed: {
    schema: messages.changedSchema,
    body: { tenant: 'acme', topic: 'jobs', position: '7' },
  },
  workersAnswer: { schema: messages.workersAnswerSchema, body: { workers: [] } },
  reportingState: {
    schema: messages.reportingStateSchema,
    body: { position: '7', lagMs: 12, isCurrent: true, rebuild: { state: 'idle' } },
  },
};

/** As a later release may say more: at every object of it, at any depth. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).map(([key, one]) => [key, withMore(one)] as const);
  return { ...Object.fromEntries(known), ofALaterRelease: { text: 'x', list: [1] } };
}

describe('messages of the bus', () => {
  it('all have one that 0.1.0 sent', () => {
    const schemas = Object.keys(messages).filter((name) => /^(?!grantedLease).*Schema$/.test(name));
    expect(
      Object.keys(sentBy010)
        .map((name) => `${name}Schema`)
        .sort(),
    ).toEqual(schemas.sort());
  });

  it.each(Object.entries(sentBy010))('%s is read as it was sent', (_name, { schema, body }) => {
    expect(schema.parse(body)).toEqual(body);
  });

  it.each(Object.entries(sentBy010))(
    '%s with more in it is read as it was meant',
    (_name, sent) => {
      expect(sent.schema.parse(withMore(sent.body))).toEqual(sent.body);
    },
  );
});
