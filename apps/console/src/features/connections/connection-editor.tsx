'use client';

import type { Connection } from '@mailhaul/contracts';
import { Group, Select } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
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
import { LimitFields } from './limit-fields.tsx';
import { presets } from './presets.ts';
import { ServerFields } from './server-fields.tsx';
import { SignInFields } from './sign-in-fields.tsx';

const noSecrets = { password: '', clientSecret: '', refreshToken: '' };

/** The form of a connection with its test. Secrets live in the form only; the rest survives a reload. */
export function ConnectionEditor({ saved }: { saved?: Connection }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const [kept, keep, forget] = useSessionStorage<ConnectionDraft>({
    key: `mailhaul.new-connection.${tenant}`,
    defaultValue: emptyConnection,
  });
  const [typed, setTyped] = useState<ConnectionDraft | undefined>(saved && draftOf(saved));
  const [revision, setRevision] = useState(saved?.revision ?? 0);
  const [preset, setPreset] = useState('imap');
  const [isTried, setTried] = useState(false);
  const draft = typed ?? kept;
  const faults = draftFaults(draft);
  const set = (changes: Partial<ConnectionDraft>) => {
    const next = { ...draft, ...changes };
    setTyped(next);
    if (saved === undefined) keep({ ...next, ...noSecrets });
  };
  const touches = ['listConnections', 'readConnection'] as const;
  const create = useDeed('createConnection', {
    ...{ showsProblem: true, touches },
    onDone: ({ id, name }) => {
      forget();
      router.push(`/t/${tenant}/connections/${id}?test=1`);
      return name;
    },
  });
  const edit = useDeed('editConnection', {
    ...{ showsProblem: true, touches, said: 'Saved' },
    onDone: (connection) => {
      setRevision(connection.revision);
      setTyped(draftOf(connection));
    },
  });
  const { error, isPending } = saved === undefined ? create : edit;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const body = { settings: settingsOf(draft), secrets: secretsOf(draft) };
    if (saved === undefined) create.mutate({ path: { tenant }, body });
    else edit.mutate({ path: { tenant, connection: saved.id }, ifMatch: revision, body });
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
          <LimitFields {...fields} />
        </fieldset>
        {error !== null && <ProblemNotice error={error} takesFocus />}
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
      />
    </div>
  );
}
