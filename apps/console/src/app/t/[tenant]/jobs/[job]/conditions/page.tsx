import type { Metadata } from 'next';
import { ConditionsPage } from '../../../../../../features/conditions/conditions-page.tsx';

export const metadata: Metadata = { title: 'Change conditions' };

export default function Page() {
  return <ConditionsPage />;
}
