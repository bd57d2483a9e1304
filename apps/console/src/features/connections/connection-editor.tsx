'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Connection } from '@mailhaul/contracts';
import { Button, Group, Select } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useRef, useState } from 'react';
import { knownRevision } from '../../lib/known-revision.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { JobChanges } from '../jobs/job-changes.tsx';
import { connectionChanges } from './connection-changes.ts';
import {
  type ConnectionDraft,
  draftFaults,
  draftOf,
  emptyConnection,
  secretsOf,
  settingsOf,
} from './connection-draft.ts';
import { ConnectionTest } from './connection-test.tsx';
import classes from './connections.module.css';
import { DirectoryFields } from './directory-fields.tsx';
import { LimitFields } from './limit-fields.tsx';
import { presets } from './presets.ts';
import { ServerFields } from './server-fields.tsx';
import { SignInFields } from './sign-in-fields.tsx';
import { isTestedAlike, type Tested } from './tested.ts';
import { useTestInBackground } from './use-background-test.ts';

const noSecrets = { password: '', clientSecret: '', refreshToken: '', directoryPassword: '' };

interface ConnectionEditorProps {
  readonly saved?: Connection;
  /** Takes the connection that was made; absent: its page is opened. */
  readonly onMade?: (connection: Connection) => void;
}

/** The form of a connection with its test. Secrets live in the form only; the rest survives a reload. */
export function ConnectionEditor({ saved, onMade }: ConnectionEditorProps) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const [kept, keep, forget] = useSessionStorage<ConnectionDraft>({
    key: `mailhaul.new-connection.${tenant}`,
    defaultValue: emptyConnection,
  });
  const [typed, setTyped] = useState<ConnectionDraft | undefined>(saved && draftOf(saved));
  const [begun, setBegun] = useState(saved);
  const passed = useRef<Tested>(undefined);
  const testInBackground = useTestInBackground(tenant);
  const [preset, setPreset] = useState('imap');
  const [isTried, setTried] = useState(false);
  const draft = typed ?? { ...emptyConnection, ...kept };
  const faults = draftFaults(draft);
  const set = (changes: Partial<ConnectionDraft>) => {
    const next = { ...draft, ...changes };
    setTyped(next);
    if (saved === undefined) keep({ ...next, ...noSecrets });
  };
  /** What was tried before it was saved is tried once more as it is saved: true where that was begun. */
  const testSaved = (connection: Connection): boolean => {
    const tested = passed.current;
    passed.current = undefined;
    if (tested === undefined || !isTestedAlike(tested.draft, draft)) return false;
    void testInBackground(connection, tested);
    return true;
  };
  const touches = ['listConnections', 'readConnection'] as const;
  const create = useDeed('createConnection', {
    ...{ showsProblem: true, touches },
    onDone: (connection) => {
      forget();
      const asks = testSaved(connection) ? '' : '?test=1';
      if (onMade !== undefined) return onMade(connection);
      router.push(`/t/${tenant}/connections/${connection.id}${asks}`);
    },
  });
  const edit = useDeed('editConnection', {
    ...{ showsProblem: true, touches, said: 'Saved' },
    onDone: (connection) => {
      testSaved(connection);
      setBegun(connection);
      setTyped(draftOf(connection));
    },
  });
  const { error, isPending } = saved === undefined ? create : edit;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const body = { settings: settingsOf(draft), secrets: secretsOf(draft) };
    if (saved === undefined || begun === undefined) create.mutate({ path: { tenant }, body });
    else {
      const ifMatch = knownRevision({ begun, latest: saved }, draftOf);
      edit.mutate({ path: { tenant, connection: saved.id }, ifMatch, body });
    }
  };
  const fields = { draft, set, faults: isTried ? faults : {} };
  return (
    <div className={classes.layout}>
      <form onSubmit={send} className={classes.form} noValidate aria-label="Connection">
        <fieldset disabled={refusal !== undefined} className={classes.fields}>
          {saved === undefined && (
            <Select
              label="Begin with"
              description={presets.find(({ id }) => id === preset)?.note}
              data={presets.map(({ id, label }) => ({ value: id, label }))}
              value={preset}
              onChange={(id) => {
                setPreset(id ?? 'imap');
                set(presets.find((one) => one.id === id)?.values ?? {});
              }}
            />
          )}
          <ServerFields {...fields} />
          <SignInFields {...fields} saved={saved} />
          <DirectoryFields {...fields} saved={saved} refusal={refusal} />
          <LimitFields {...fields} />
        </fieldset>
        {saved !== undefined && <JobChanges changes={connectionChanges(begun ?? saved, draft)} />}
        {error !== null && (
          <ProblemNotice
            error={error}
            takesFocus
            action={
              problemOf(error)?.code === 'revision-stale' && (
                <Button variant="default" onClick={() => setBegun(saved)}>
                  Keep mine and save over it
                </Button>
              )
            }
          />
        )}
        <Group gap={8}>
          <ActionButton type="submit" refusal={refusal} loading={isPending}>
            {saved === undefined ? 'Save connection' : 'Save changes'}
          </ActionButton>
        </Group>
      </form>
      <ConnectionTest
        draft={draft}
        saved={saved}
        refusal={refusal}
        onFaults={() => setTried(true)}
        onPassed={(tested) => (passed.current = tested)}
      />
    </div>
  );
}
