'use client';

import { type ReactNode, createContext, useContext } from 'react';
import type { Tenant } from '@mailhaul/contracts';
import { useParams } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { LiveProvider } from '../../lib/live.tsx';
import { SessionGate } from '../../lib/session.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { AppFrame } from './app-frame.tsx';

const TenantContext = createContext<Tenant | undefined>(undefined);

/** The tenant that the page is in. Only inside of `TenantGate`. */
export function useTenant(): Tenant {
  const tenant = useContext(TenantContext);
  if (tenant === undefined) throw new Error('no tenant: the page stands outside of the gate');
  return tenant;
}

export function TenantGate({ children }: { children: ReactNode }) {
  return (
    <SessionGate>
      <Inside>{children}</Inside>
    </SessionGate>
  );
}

function Inside({ children }: { children: ReactNode }) {
  const { tenant = '' } = useParams<{ tenant: string }>();
  const { data, error, refetch } = useApi('readTenant', { path: { tenant } });
  if (data === undefined) {
    return (
      <AppFrame>
        <Page>
          {error === null ? (
            <Loading />
          ) : (
            <ProblemNotice error={error} onRetry={() => void refetch()} />
          )}
        </Page>
      </AppFrame>
    );
  }
  return (
    <TenantContext value={data}>
      <LiveProvider tenant={tenant} key={tenant}>
        <AppFrame tenant={data}>{children}</AppFrame>
      </LiveProvider>
    </TenantContext>
  );
}
