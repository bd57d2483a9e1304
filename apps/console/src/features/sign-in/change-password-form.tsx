'use client';

import type { Session } from '@mailhaul/contracts';
import { Button, PasswordInput, Title } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useDeed } from '../../lib/use-deed.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import classes from './sign-in-page.module.css';

interface ChangePasswordFormProps {
  readonly onDone: (session: Session) => void;
  /** After the sign-in with a password that was given. */
  readonly isFirst?: boolean;
  /** The password that was just signed in with: nobody has to type it twice. */
  readonly known?: string | undefined;
}

const charsMin = 10;

export function ChangePasswordForm({ onDone, isFirst = false, known }: ChangePasswordFormProps) {
  const [values, setValues] = useState({ current: '', next: '', again: '' });
  const [isTried, setTried] = useState(false);
  const change = useDeed('changePassword', {
    showsProblem: true,
    onDone: (session) => {
      setValues({ current: '', next: '', again: '' });
      setTried(false);
      onDone(session);
    },
  });
  const isShort = values.next.length < charsMin;
  const isOther = values.next !== values.again;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isShort || isOther) return;
    change.mutate({ body: { current: known ?? values.current, next: values.next } });
  };
  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setValues((before) => ({ ...before, [name]: value })),
    required: true,
    withAsterisk: false,
  });
  return (
    <form onSubmit={send} className={classes.form} noValidate>
      {isFirst && (
        <div>
          <Title order={1}>Choose a password</Title>
          <p className={classes.note}>
            The one you signed in with works only until you have your own.
          </p>
        </div>
      )}
      {known === undefined && (
        <PasswordInput
          label={isFirst ? 'One-time password' : 'Current password'}
          autoComplete="current-password"
          {...field('current')}
          autoFocus={isFirst}
        />
      )}
      <PasswordInput
        label="New password"
        description={`${charsMin} characters at least`}
        autoComplete="new-password"
        error={isTried && isShort ? `Use ${charsMin} characters at least` : undefined}
        {...field('next')}
        autoFocus={known !== undefined}
      />
      <PasswordInput
        label="New password again"
        autoComplete="new-password"
        error={isTried && !isShort && isOther ? 'Is not the same' : undefined}
        {...field('again')}
      />
      {change.error !== null && <ProblemNotice error={change.error} takesFocus />}
      <Button type="submit" loading={change.isPending}>
        Change password
      </Button>
    </form>
  );
}
