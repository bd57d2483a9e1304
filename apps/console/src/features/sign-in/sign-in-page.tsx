'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Session } from '@mailhaul/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { keepCsrfToken, useApi } from '../../lib/api.ts';
import { ChangePasswordForm } from './change-password-form.tsx';
import { SignInForm } from './sign-in-form.tsx';
import classes from './sign-in-page.module.css';

/** Signs in, asks for a password of one's own where the first one was given, and leads to where one wanted to go. */
export function SignInPage() {
  const router = useRouter();
  const queries = useQueryClient();
  const next = placeIn(useSearchParams().get('next'));
  const { data, error } = useApi('readSession', {});
  const session = problemOf(error)?.status === 401 ? undefined : data;

  const [typed, setTyped] = useState<string>();

  const take = (one: Session, password?: string) => {
    setTyped(one.operator.mustChangePassword ? password : undefined);
    keepCsrfToken(one.csrf);
    queries.setQueryData(['readSession', {}], one);
    if (!one.operator.mustChangePassword) router.replace(next);
  };

  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <p className={classes.product}>Mailhaul</p>
        {session?.operator.mustChangePassword ? (
          <ChangePasswordForm onDone={take} isFirst known={typed} />
        ) : (
          <SignInForm onDone={take} />
        )}
      </div>
    </main>
  );
}

/** Only places of this console: an address from elsewhere leads nowhere. */
function placeIn(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}
