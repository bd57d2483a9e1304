'use client';

import type { Connection, ConnectionTestStep } from '@mailhaul/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../lib/api.ts';
import { type ConnectionDraft, secretsOf, settingsOf } from './connection-draft.ts';

interface TestInput {
  readonly tenant: string;
  readonly draft: ConnectionDraft;
  readonly saved: Connection | undefined;
  readonly mailbox: string;
  readonly mailboxPassword: string;
}

export interface TestRun {
  readonly steps: readonly ConnectionTestStep[];
  readonly isRunning: boolean;
  readonly error: unknown;
}

const noRun: TestRun = { steps: [], isRunning: false, error: undefined };

/** Tries what stands in the form; steps come one by one. Another try, or leaving, ends the one before. */
export function useConnectionTest() {
  const queries = useQueryClient();
  const [run, setRun] = useState<TestRun>(noRun);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (input: TestInput) => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    setRun({ ...noRun, isRunning: true });
    const { tenant, draft, saved, mailbox, mailboxPassword } = input;
    const body = {
      settings: settingsOf(draft),
      secrets: secretsOf(draft),
      ...(mailbox === '' ? {} : { mailbox }),
      ...(mailboxPassword === '' ? {} : { mailboxPassword }),
    };
    const steps =
      saved === undefined
        ? client.lines('testNewConnection', { path: { tenant }, body, signal })
        : client.lines('testConnection', { path: { tenant, connection: saved.id }, body, signal });
    try {
      for await (const step of steps) {
        if (signal.aborted) return;
        setRun((before) => ({ ...before, steps: withStep(before.steps, step) }));
      }
      setRun((before) => ({ ...before, isRunning: false }));
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
