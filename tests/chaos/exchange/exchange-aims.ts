import { watch } from 'node:fs';
import { systemClock } from '@mailhaul/kernel';
import type { LineStep, TargetLine } from './target-line.ts';

/** What chaos aims at between servers of Exchange; the names are the rows of the histogram. */
export const exchangeAims = [
  'intent, no byte',
  'request half sent',
  'whole but the closing tag',
  'acted upon, answer not sent',
  'answered, not settled',
  'in recovery',
  'among exceptions',
] as const;
export type ExchangeAim = (typeof exchangeAims)[number];

/** What an aim may watch and do in one run of the copier. */
export interface AimedRun {
  readonly line: TargetLine;
  readonly stateDir: string;
  /** How many occurrences to let pass before striking. */
  readonly skip: number;
  kill(): void;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** The ledger holds an intent that is younger than every write on the line. */
  hasFreshIntent(): boolean;
}

/** What a stopped process had sent reaches the line within this. */
const arrivalMs = 4;
/** After the answer has reached the client it asks for the numbers, and settles. */
const afterAnswerMs = 2;

const steps: Readonly<Record<Exclude<ExchangeAim, 'intent, no byte'>, LineStep>> = {
  'request half sent': 'part',
  'whole but the closing tag': 'all but the end',
  'acted upon, answer not sent': 'acted',
  'answered, not settled': 'answered',
  'in recovery': 'look',
  'among exceptions': 'going on',
};

/** Sets the trap; the returned function takes it away. */
export function setTrap(aim: ExchangeAim, run: AimedRun): () => void {
  return aim === 'intent, no byte' ? onIntent(run) : onStep(run, steps[aim]);
}

function onStep(run: AimedRun, awaited: LineStep): () => void {
  let left = run.skip;
  const { line } = run;
  line.onStep = (step) => {
    if (step !== awaited || left-- !== 0) return;
    if (step === 'answered' && run.skip % 3 === 0) {
      void systemClock.sleep(afterAnswerMs).then(() => run.kill());
    } else run.kill();
  };
  return () => (line.onStep = undefined);
}

/** Stopped, so that nothing moves between the look and the blow. */
function onIntent(run: AimedRun): () => void {
  let left = run.skip;
  let isLooking = false;
  const watcher = watch(run.stateDir, { recursive: true }, () => {
    if (isLooking || left < 0) return;
    isLooking = true;
    run.signal('SIGSTOP');
    void systemClock.sleep(arrivalMs).then(() => {
      if (run.hasFreshIntent() && left-- === 0) run.kill();
      else run.signal('SIGCONT');
      isLooking = false;
    });
  });
  return () => watcher.close();
}
