'use client';

import type { ConnectionTestStep } from '@mailhaul/contracts';
import { useEffect, useRef, useState } from 'react';

export interface StepRun {
  readonly steps: readonly ConnectionTestStep[];
  readonly isRunning: boolean;
  readonly error: unknown;
}

const noRun: StepRun = { steps: [], isRunning: false, error: undefined };

/** Follows a test whose steps come one by one. Another one, or leaving the page, ends the one before. */
export function useStepRun() {
  const [run, setRun] = useState<StepRun>(noRun);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (
    open: (signal: AbortSignal) => AsyncIterable<ConnectionTestStep>,
  ): Promise<'passed' | 'failed' | 'left'> => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    setRun({ ...noRun, isRunning: true });
    try {
      let hasFailed = false;
      for await (const step of open(signal)) {
        if (signal.aborted) return 'left';
        hasFailed ||= step.state === 'failed';
        setRun((before) => ({ ...before, steps: withStep(before.steps, step) }));
      }
      setRun((before) => ({ ...before, isRunning: false }));
      return hasFailed ? 'failed' : 'passed';
    } catch (error) {
      if (signal.aborted) return 'left';
      setRun((before) => ({ ...before, isRunning: false, error }));
      return 'failed';
    }
  };
  return { run, start };
}

/** A step is told when it begins and again when it ends. */
function withStep(
  steps: readonly ConnectionTestStep[],
  next: ConnectionTestStep,
): readonly ConnectionTestStep[] {
  const isKnown = steps.some(({ step }) => step === next.step);
  return isKnown ? steps.map((one) => (one.step === next.step ? next : one)) : [...steps, next];
}
