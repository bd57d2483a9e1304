import type { Metadata } from 'next';
import { PairPage } from '../../../../../../../features/pairs/pair-page.tsx';

export const metadata: Metadata = { title: 'Mailbox' };

export default function Page() {
  return <PairPage />;
}
