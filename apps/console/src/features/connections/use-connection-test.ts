'use client';

import type { Connection, ConnectionTestStep } from '@mailhaul/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../lib/api.ts';
import { secretsOf, settingsOf } from './connection-draft.ts';
import { isAsSaved, type Tested } from './tested.ts';
import { backgroundTests } from './use-background-test.ts';

interface TestInput extends Tested {
  readonly tenant: string;
  readonly saved: Connection | undefined;
}

export interface TestRun {
  readonly steps: readonly ConnectionTestStep[];
  readonly isRunning: boolean;
  readonly error: unknown;
}

const noRun: TestRun = { steps: [], isRunning: false, error: undefined };

/**
 * Tries what stands in the form; steps come one by one. Another try, or leaving, ends the one before.
 * Calls with what a test was made with that passed.
 */
export function useConnectionTest(onPassed: (tested: Tested) => void) {
  const queries = useQueryClient();
  const [run, setRun] = useState<TestRun>(noRun);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (input: TestInput) => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    setRun({ ...noRun, isRunning: true });
    const { tenant, draft, saved, mailbox, mailboxPassword } = input;
    if (saved !== undefined) backgroundTests.forget(saved.id);
    // Only a test of what is saved, as it is saved, changes the connection's state.
    const isOfSaved = saved !== undefined && isAsSaved(draft, saved);
    const body = {
      ...(isOfSaved ? {} : { settings: settingsOf(draft), secrets: secretsOf(draft) }),
      ...(mailbox === '' ? {} : { mailbox }),
      ...(mailboxPassword === '' ? {} : { mailboxPassword }),
    };
    const steps =
      saved === undefined
        ? client.lines('testNewConnection', { path: { tenant }, body, signal })
        : client.lines('testConnection', { path: { tenant, connection: saved.id }, body, signal });
    try {
      let hasFailed = false;
      for await (const step of steps) {
        if (signal.aborted) return;
        hasFailed ||= step.state === 'failed';
        setRun((before) => ({ ...before, steps: withStep(before.steps, step) }));
      }
      setRun((before) => ({ ...before, isRunning: false }));
      if (!hasFailed && !isOfSaved) onPassed({ draft, mailbox, mailboxPassword });
    } catch (error) {
      if (!signal.aborted) setRun((before) => ({ ...before, isRunning: false, error }));
    }
    await queries.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey[0] === 'readConnection' || queryKey[0] === 'listConnections',
    });
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
