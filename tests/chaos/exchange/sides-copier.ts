import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type CopySides, spawnNode, startMigration } from '../copier.ts';
import { peekLedger, type StatePeek } from '../peek-ledger.ts';

/** A program that copies between two URLs and can be killed and started again. */
export interface SidesCopier {
  start(sides: CopySides, stateDir: string): ChildProcess;
  peek(stateDir: string): StatePeek | undefined;
}

/** The command line as people run it; the comparison of both sides is this run's own. */
export const mailhaulBetween: SidesCopier = {
  start: (sides, stateDir) => startMigration(sides, stateDir, ['--no-verify']),
  peek: peekLedger,
};

const naive = fileURLToPath(new URL('naive-exchange-copier.ts', import.meta.url));

/** One that doubles, from IMAP to Exchange: it proves that a chaos run notices. */
export const naiveBetween: SidesCopier = {
  start: ({ source, target }, stateDir) =>
    spawnNode(['--conditions=mailhaul-source', naive, source, target, stateDir]),
  peek: () => undefined,
};
