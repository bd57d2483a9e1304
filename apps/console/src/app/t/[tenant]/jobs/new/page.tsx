import type { Metadata } from 'next';
import { NewJobPage } from '../../../../../features/job-wizard/wizard-page.tsx';

export const metadata: Metadata = { title: 'New job' };

export default function Page() {
  return <NewJobPage />;
}
