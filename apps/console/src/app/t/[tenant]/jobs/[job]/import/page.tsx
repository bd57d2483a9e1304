import type { Metadata } from 'next';
import { ImportPage } from '../../../../../../features/new-job/import-page.tsx';

export const metadata: Metadata = { title: 'Add mailboxes' };

export default function Page() {
  return <ImportPage />;
}
