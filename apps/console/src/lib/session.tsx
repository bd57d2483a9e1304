'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Session } from '@mailhaul/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, createContext, useContext, useEffect } from 'react';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { type ApiKey, keepCsrfToken, onSignedOut, useApi } from './api.ts';

export type Role = 'provider-admin' | 'operator' | 'viewer';

const sessionKey: ApiKey = ['readSession', {}];

const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Only inside of `SessionGate`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('no session: the page stands outside of the gate');
  return session;
}

export function isProviderAdmin({ operator }: Session): boolean {
  return operator.roles.some(({ tenant, role }) => tenant === '*' && role === 'provider-admin');
}

/** What the person is in a tenant: the strongest of their roles there. */
export function roleIn({ operator }: Session, tenant: string): Role | undefined {
  const roles = operator.roles
    .filter((grant) => grant.tenant === '*' || grant.tenant === tenant)
    .map(({ role }) => role);
  return (['provider-admin', 'operator', 'viewer'] as const).find((role) => roles.includes(role));
}

/** Why the person may change nothing here; undefined: they may. */
export function useViewerRefusal(tenant: string): string | undefined {
  return roleIn(useSession(), tenant) === 'viewer'
    ? 'Your role here is viewer: you can look at everything and change nothing'
    : undefined;
}

/** Shows what is inside to those who are signed in; others are led to sign in and back. */
export function SessionGate({ children }: { children: ReactNode }) {
  const router = useRouter();
  const path = usePathname();
  const { data, error } = useApi('readSession', {});
  const isSignedOut = problemOf(error)?.status === 401;
  const queries = useQueryClient();
  useEffect(
    () =>
      onSignedOut(() => {
        // Another answer said so: ask, and be led to sign in.
        if (queries.getQueryState(sessionKey)?.status === 'success') {
          void queries.invalidateQueries({ queryKey: sessionKey });
        }
      }),
    [queries],
  );
  const mustChange = data?.operator.mustChangePassword === true;

  useEffect(() => {
    if (!isSignedOut && !mustChange) return;
    const here = path + window.location.search;
    router.replace(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`);
  }, [isSignedOut, mustChange, path, router]);

  if (data !== undefined) keepCsrfToken(data.csrf);
  if (error !== null && !isSignedOut && data === undefined) {
    return (
      <Page>
        <ProblemNotice error={error} />
      </Page>
    );
  }
  if (data === undefined && !isSignedOut) {
    return (
      <Page>
        <Loading />
      </Page>
    );
  }
  if (data === undefined || isSignedOut || mustChange) return null;
  return <SessionContext value={data}>{children}</SessionContext>;
}
