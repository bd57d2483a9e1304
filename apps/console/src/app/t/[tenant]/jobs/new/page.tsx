import type { Metadata } from 'next';
import { NewJobPage } from '../../../../../features/new-job/new-job-page.tsx';

export const metadata: Metadata = { title: 'New job' };

export default function Page() {
  return <NewJobPage />;
}
