'use client';

import type { Session } from '@mailhaul/contracts';
import { Button, PasswordInput, TextInput, Title } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useDeed } from '../../lib/use-deed.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import classes from './sign-in-page.module.css';

export function SignInForm({ onDone }: { onDone: (session: Session, password: string) => void }) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useDeed('signIn', {
    onDone: (session) => onDone(session, password),
    showsProblem: true,
  });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    signIn.mutate({ body: { login, password } });
  };
  return (
    <form onSubmit={send} className={classes.form}>
      <Title order={1}>Sign in</Title>
      <TextInput
        label="Name"
        name="login"
        autoComplete="username"
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
        required
        withAsterisk={false}
        autoFocus
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        required
        withAsterisk={false}
      />
      {signIn.error !== null && <ProblemNotice error={signIn.error} takesFocus />}
      <Button type="submit" loading={signIn.isPending} fullWidth>
        Sign in
      </Button>
    </form>
  );
}
