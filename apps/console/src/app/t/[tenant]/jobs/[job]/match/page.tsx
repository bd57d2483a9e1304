import type { Metadata } from 'next';
import { MatchPage } from '../../../../../../features/matching/match-page.tsx';

export const metadata: Metadata = { title: 'Match mailboxes' };

export default function Page() {
  return <MatchPage />;
}
