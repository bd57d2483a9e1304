import type { Metadata } from 'next';
import { EditJobPage } from '../../../../../../features/job-wizard/wizard-page.tsx';

export const metadata: Metadata = { title: 'Edit job' };

export default function Page() {
  return <EditJobPage />;
}
