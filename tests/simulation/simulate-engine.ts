import type { ProtocolRules } from '@mailhaul/copy-engine';
import { readLedgerReport, runMailboxPass } from '@mailhaul/pass-runner';
import { type SimPlan, type SimResult, simulate } from '@mailhaul/testing/simulator';

export interface EngineVariant {
  readonly rules?: Partial<ProtocolRules>;
  readonly shape?: (drawn: SimPlan) => SimPlan;
}

/** One seeded run of the real engine. */
export function simulateEngine(seed: number, variant: EngineVariant = {}): Promise<SimResult> {
  return simulate({ seed, runPass: runMailboxPass, readReport: readLedgerReport, ...variant });
}
