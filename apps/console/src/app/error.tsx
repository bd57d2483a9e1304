'use client';

import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Page>
      <ProblemNotice error={error} onRetry={reset} />
    </Page>
  );
}
