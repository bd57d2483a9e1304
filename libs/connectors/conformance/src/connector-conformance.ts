import type { Capabilities, SessionMemory } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cancelCases } from './cases/cancel-cases.ts';
import { folderCases } from './cases/folder-cases.ts';
import { hostileCases } from './cases/hostile-cases.ts';
import { itemCases } from './cases/item-cases.ts';
import { kindCases } from './cases/kind-cases.ts';
import { removeCases } from './cases/remove-cases.ts';
import { writeCases } from './cases/write-cases.ts';
import type { Bench, ConformanceCase, ConformanceSubject } from './conformance-case.ts';

export interface Waiver {
  readonly reason: string;
  /** When it was granted: `2026-11-23`. */
  readonly date: string;
}

export interface ConformanceOptions {
  readonly name: string;
  /** Called for each case. */
  create(): Promise<ConformanceSubject>;
  /** What the connector claims, repeated: a silent change of claim fails. `serverName` is left out. */
  readonly expected: Omit<Capabilities, 'serverName'>;
  /** Cases that this system cannot pass, by name, each with its reason. */
  readonly waived?: Readonly<Record<string, Waiver>>;
}

const cases: readonly ConformanceCase[] = [
  ...folderCases,
  ...itemCases,
  ...writeCases,
  ...kindCases,
  ...removeCases,
  ...hostileCases,
  ...cancelCases,
];

/** The specification of a connector, run against one: declares a group of specs. */
export function connectorConformance(options: ConformanceOptions): void {
  const waived = options.waived ?? {};
  describe(`${options.name} keeps the connector contract`, () => {
    it('claims what it is expected to claim', async () => {
      const { session } = await prepare(options);
      const { serverName: _, ...claims } = session.capabilities;
      expect(claims).toEqual(options.expected);
    });

    it('waives only cases that exist', () => {
      const names = new Set(cases.map(({ name }) => name));
      expect(Object.keys(waived).filter((name) => !names.has(name))).toEqual([]);
    });

    for (const { name, needs, run } of cases) {
      it(name, async (context) => {
        const waiver = waived[name];
        if (waiver !== undefined) context.skip(`${waiver.reason} (${waiver.date})`);
        if (needs !== undefined && !needs({ ...options.expected })) context.skip('not claimed');
        const bench = await prepare(options);
        await run({ ...bench, skip: (reason) => context.skip(reason) });
      });
    }
  });
}

async function prepare(options: ConformanceOptions): Promise<Omit<Bench, 'skip'>> {
  const subject = await options.create();
  onTestFinished(() => subject.dispose());
  const openAnother = async (memory?: SessionMemory) => {
    const context = {
      clock: systemClock,
      random: systemRandom,
      signal: new AbortController().signal,
      ...(memory === undefined ? {} : { memory }),
    };
    const session = await subject.connector.open(context);
    onTestFinished(() => {
      session.abort();
    });
    return session;
  };
  const { connector, addAppointment } = subject;
  return { connector, session: await openAnother(), openAnother, addAppointment };
}
