import type { ProtocolRules } from '@mailhaul/copy-engine';
import { readLedgerReport, runMailboxPass, runPairPass } from '@mailhaul/pass-runner';
import { type RunPass, type SimPlan, type SimResult, simulate } from '@mailhaul/testing/simulator';

export interface EngineVariant {
  readonly rules?: Partial<ProtocolRules>;
  readonly shape?: (drawn: SimPlan) => SimPlan;
  /** Each pass as a fact of its pair, as the command line runs it: other draws, and more to break off. */
  readonly isPairPass?: boolean;
}

/** One seeded run of the real engine. */
export function simulateEngine(seed: number, variant: EngineVariant = {}): Promise<SimResult> {
  const { isPairPass = false, ...rest } = variant;
  const runPass: RunPass = isPairPass
    ? (pass) => runPairPass({ ...pass, actor: 'simulation' })
    : runMailboxPass;
  return simulate({ seed, runPass, readReport: readLedgerReport, ...rest });
}
