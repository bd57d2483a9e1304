import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './globals.css';
import { errorCatalogue } from '@mailhaul/connector-contract';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import type { Catalogue } from '../lib/catalogue.tsx';
import { Providers } from './providers.tsx';

export const metadata: Metadata = {
  title: { default: 'Mailhaul', template: '%s · Mailhaul' },
  icons: { icon: '/icon.svg' },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** Rendered for each request: the scripts bear the nonce of the request's policy. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? '';
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        {/* What a tab is called between two pages: a page's own title stands before it, and goes before the next one's comes. */}
        <title>Mailhaul</title>
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" />
      </head>
      <body>
        <Providers nonce={nonce} catalogue={explanations()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}

function explanations(): Catalogue {
  return Object.fromEntries(
    Object.entries(errorCatalogue).map(([code, { cause, fixedBy, whatToDo }]) => [
      code,
      { cause, fixedBy, whatToDo },
    ]),
  );
}
