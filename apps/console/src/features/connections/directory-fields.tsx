'use client';

import type { Connection } from '@mailhaul/contracts';
import { PasswordInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { client } from '../../lib/api.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './connections.module.css';
import {
  type DirectoryDraft,
  directoryFaults,
  directoryOf,
  keepsPassword,
} from './directory-draft.ts';
import type { FieldsProps } from './server-fields.tsx';
import { TestStep } from './test-step.tsx';
import { useStepRun } from './use-step-run.ts';

interface DirectoryFieldsProps extends FieldsProps {
  readonly saved: Connection | undefined;
  readonly refusal: string | undefined;
}

const securities = [
  { value: 'tls', label: 'TLS (LDAPS, usually port 636)' },
  { value: 'starttls', label: 'STARTTLS (usually port 389)' },
  { value: 'none', label: 'None: the password goes in the clear' },
];

/** Where the mailboxes of the system are looked up, with its own test. */
export function DirectoryFields(props: DirectoryFieldsProps) {
  const { draft, set, faults } = props;
  const [isOpened, setOpened] = useState(draft.hasDirectory);
  // What is missing is shown, wherever it is.
  const isWrong = Object.keys(faults).some((field) => field.startsWith('directory'));
  return (
    <details
      className={classes.more}
      open={isOpened || isWrong}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary>Directory</summary>
      <Stack gap={16}>
        <Switch
          label="Look mailboxes up in a directory (LDAP)"
          description="Active Directory, OpenLDAP and the like: mailboxes can then be found and ticked where they are added to a job"
          checked={draft.hasDirectory}
          onChange={(event) => set({ hasDirectory: event.currentTarget.checked })}
        />
        {draft.hasDirectory && <Fields {...props} />}
      </Stack>
    </details>
  );
}

function Fields(props: DirectoryFieldsProps) {
  const { draft, set, faults, saved } = props;
  const text = (key: TextKey, label: string, more: { note?: string; example?: string } = {}) => (
    <TextInput
      label={label}
      description={more.note}
      placeholder={more.example}
      autoComplete="off"
      value={draft[key]}
      error={faults[key]}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <div className={classes.pair}>
        {text('directoryHost', 'Directory server', { example: 'dc1.corp.example' })}
        {text('directoryPort', 'Directory port', {
          example: draft.directorySecurity === 'tls' ? '636' : '389',
        })}
      </div>
      <Select
        label="Encryption of the directory"
        data={securities}
        allowDeselect={false}
        value={draft.directorySecurity}
        onChange={(security) =>
          set({ directorySecurity: (security ?? 'tls') as DirectoryDraft['directorySecurity'] })
        }
      />
      {text('directoryBase', 'Search base', {
        note: 'Only what stands below it is looked through; left empty: the whole directory',
        example: 'ou=People,dc=corp,dc=example',
      })}
      {text('directoryUser', 'Who reads it', {
        note: 'An account that may read, and needs nothing else; left empty: nobody signs in',
        example: 'reader@corp.example',
      })}
      <PasswordInput
        label="Password of the reader"
        description={sayKept(draft, saved)}
        autoComplete="new-password"
        value={draft.directoryPassword}
        onChange={(event) => set({ directoryPassword: event.currentTarget.value })}
      />
      <Textarea
        label="Certificate of the directory’s authority (PEM)"
        autosize
        minRows={2}
        maxRows={8}
        value={draft.directoryCa}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        onChange={(event) => set({ directoryCa: event.currentTarget.value })}
      />
      {text('directoryPin', 'Pinned certificate of the directory', {
        note: 'Its SHA-256 fingerprint. Only this one is trusted then',
      })}
      <DirectoryTest {...props} />
    </>
  );
}

type TextKey =
  'directoryHost' | 'directoryPort' | 'directoryBase' | 'directoryUser' | 'directoryPin';

function sayKept(draft: DirectoryDraft, saved: Connection | undefined): string | undefined {
  if (saved?.directory?.bindDn === undefined) return undefined;
  return keepsPassword(draft, saved)
    ? 'Kept as it is unless you type another'
    : 'Type it again: it was saved for another server';
}

/** Tries the directory as it stands in the form, saved or not. */
function DirectoryTest({ draft, saved, refusal }: DirectoryFieldsProps) {
  const { id: tenant } = useTenant();
  const { run, start } = useStepRun();
  const [missing, setMissing] = useState<string>();
  const { steps, isRunning, error } = run;
  const test = () => {
    const directory = directoryOf(draft);
    const [fault] = Object.values(directoryFaults(draft));
    setMissing(fault);
    if (fault !== undefined || directory === undefined) return;
    const { directoryPassword: password } = draft;
    const body = { directory, ...(password === '' ? {} : { password }) };
    void start((signal) =>
      saved === undefined
        ? client.lines('testNewDirectory', { path: { tenant }, body, signal })
        : client.lines('testDirectory', { path: { tenant, connection: saved.id }, body, signal }),
    );
  };
  const last = steps.at(-1);
  return (
    <Stack gap={8} align="stretch">
      <ActionButton
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        refusal={refusal}
        loading={isRunning}
        onClick={test}
      >
        Test directory
      </ActionButton>
      {steps.length > 0 && (
        <ol className={classes.steps} aria-label="Steps of the directory’s test">
          {steps.map((step) => (
            <TestStep key={step.step} step={step} />
          ))}
        </ol>
      )}
      <p role="status" style={{ margin: 0 }}>
        {missing}
        {!isRunning && last !== undefined && error === undefined && sayEnd(last)}
      </p>
      {error !== undefined && <ProblemNotice error={error} />}
    </Stack>
  );
}

function sayEnd({ state, label }: { state: string; label: string }): string {
  return state === 'failed' ? `The test ended at: ${label}` : 'The directory works';
}
