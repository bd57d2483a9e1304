'use client';

import type { Connection } from '@mailhaul/contracts';
import { PasswordInput, TextInput, Title } from '@mantine/core';
import { useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { type ConnectionDraft, draftFaults, usesOauth } from './connection-draft.ts';
import classes from './connections.module.css';
import { withoutDirectory } from './directory-draft.ts';
import { TestStep } from './test-step.tsx';
import type { Tested } from './tested.ts';
import { useConnectionTest } from './use-connection-test.ts';

interface ConnectionTestProps {
  readonly draft: ConnectionDraft;
  readonly saved: Connection | undefined;
  readonly refusal: string | undefined;
  /** The form is not whole yet: it shows what is missing. */
  readonly onFaults: () => void;
  /** A test of what is not saved yet has passed. */
  readonly onPassed: (tested: Tested) => void;
}

/** Tries the connection as it stands in the form, saved or not. */
export function ConnectionTest(props: ConnectionTestProps) {
  const { draft, saved, refusal, onFaults } = props;
  const { id: tenant } = useTenant();
  const [mailbox, setMailbox] = useState('');
  const [mailboxPassword, setMailboxPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const mailboxField = useRef<HTMLInputElement>(null);
  const { run, start } = useConnectionTest(props.onPassed);
  const { steps, isRunning, error } = run;
  // The account that opens all mailboxes can sign in to its own.
  const hasAccount = draft.signIn === 'admin' && draft.adminUser.trim() !== '';
  const isMailboxMissing = mailbox.trim() === '' && !hasAccount;
  const test = () => {
    const { name: _name, ...faults } = draftFaults(withoutDirectory(draft));
    if (Object.keys(faults).length > 0) return onFaults();
    setTried(true);
    if (isMailboxMissing) return mailboxField.current?.focus();
    const named = draft.name.trim() === '' ? { ...draft, name: draft.host } : draft;
    void start({ tenant, draft: named, saved, mailbox: mailbox.trim(), mailboxPassword });
  };
  const isAsked = useSearchParams().get('test') !== null;
  const hasBegun = useRef(false);
  useEffect(() => {
    if (!isAsked || refusal !== undefined || hasBegun.current) return;
    hasBegun.current = true;
    test();
  });
  const last = steps.at(-1);
  return (
    <section className={classes.test} aria-label="Test">
      <div>
        <Title order={2}>Test</Title>
        <p className="muted" style={{ margin: '2px 0 0' }}>
          Tries what stands in the form, saved or not, step by step.
        </p>
      </div>
      <TextInput
        ref={mailboxField}
        label="Mailbox to sign in to"
        error={isTried && isMailboxMissing ? 'Name a mailbox to try it with' : undefined}
        placeholder="anna@example.com"
        autoComplete="off"
        value={mailbox}
        onChange={(event) => setMailbox(event.currentTarget.value)}
      />
      {draft.signIn === 'mailbox' && (
        <PasswordInput
          label={usesOauth(draft) ? 'Its refresh token' : 'Its password'}
          description={
            usesOauth(draft)
              ? 'Used for this test only; empty: the connection’s'
              : 'Used for this test only'
          }
          autoComplete="new-password"
          value={mailboxPassword}
          onChange={(event) => setMailboxPassword(event.currentTarget.value)}
        />
      )}
      <ActionButton
        variant="default"
        refusal={refusal}
        loading={isRunning}
        onClick={test}
        style={{ alignSelf: 'flex-start' }}
      >
        {steps.length === 0 ? 'Test connection' : 'Test again'}
      </ActionButton>
      {steps.length > 0 && (
        <ol className={classes.steps}>
          {steps.map((step) => (
            <TestStep key={step.step} step={step} />
          ))}
        </ol>
      )}
      <p role="status" style={{ margin: 0 }}>
        {!isRunning && last !== undefined && error === undefined && sayEnd(last)}
      </p>
      {error !== undefined && <ProblemNotice error={error} />}
    </section>
  );
}

function sayEnd({ state, label }: { state: string; label: string }): string {
  return state === 'failed' ? `The test ended at: ${label}` : 'The connection works';
}
