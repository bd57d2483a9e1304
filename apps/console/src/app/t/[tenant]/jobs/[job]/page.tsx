import type { Metadata } from 'next';
import { JobPage } from '../../../../../features/jobs/job-page.tsx';

export const metadata: Metadata = { title: 'Job' };

export default function Page() {
  return <JobPage />;
}
