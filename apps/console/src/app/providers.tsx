'use client';

import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { isWorthRetrying } from '../lib/api.ts';
import { type Catalogue, CatalogueProvider } from '../lib/catalogue.tsx';
import { cssVariables, theme } from './theme.ts';

/** What is shown is kept fresh by the live line; this is for what no line tells. */
const freshMs = 15_000;

interface ProvidersProps {
  readonly nonce: string;
  readonly catalogue: Catalogue;
  readonly children: ReactNode;
}

export function Providers({ nonce, catalogue, children }: ProvidersProps) {
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: freshMs, retry: isWorthRetrying } },
      }),
  );
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <CatalogueProvider entries={catalogue}>
          <ModalsProvider>
            <Notifications position="bottom-right" limit={3} />
            {children}
          </ModalsProvider>
        </CatalogueProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
