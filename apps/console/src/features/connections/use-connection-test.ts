'use client';

import type { Connection } from '@mailhaul/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/api.ts';
import { secretsOf, settingsOf } from './connection-draft.ts';
import { withoutDirectory } from './directory-draft.ts';
import { isAsSaved, type Tested } from './tested.ts';
import { backgroundTests } from './use-background-test.ts';
import { useStepRun } from './use-step-run.ts';

interface TestInput extends Tested {
  readonly tenant: string;
  readonly saved: Connection | undefined;
}

/** Tries what stands in the form. Calls with what a test was made with that passed. */
export function useConnectionTest(onPassed: (tested: Tested) => void) {
  const queries = useQueryClient();
  const { run, start: follow } = useStepRun();

  const start = async (input: TestInput) => {
    const { tenant, draft, saved, mailbox, mailboxPassword } = input;
    if (saved !== undefined) backgroundTests.forget(saved.id);
    // Only a test of what is saved, as it is saved, changes the connection's state.
    const isOfSaved = saved !== undefined && isAsSaved(draft, saved);
    const tried = withoutDirectory(draft);
    const body = {
      ...(isOfSaved ? {} : { settings: settingsOf(tried), secrets: secretsOf(tried) }),
      ...(mailbox === '' ? {} : { mailbox }),
      ...(mailboxPassword === '' ? {} : { mailboxPassword }),
    };
    const end = await follow((signal) =>
      saved === undefined
        ? client.lines('testNewConnection', { path: { tenant }, body, signal })
        : client.lines('testConnection', { path: { tenant, connection: saved.id }, body, signal }),
    );
    if (end === 'left') return;
    if (end === 'passed' && !isOfSaved) onPassed({ draft, mailbox, mailboxPassword });
    await queries.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey[0] === 'readConnection' || queryKey[0] === 'listConnections',
    });
  };
  return { run, start };
}
