import type { ReactNode } from 'react';
import { TenantGate } from '../../../features/frame/tenant-gate.tsx';

export default function Layout({ children }: { children: ReactNode }) {
  return <TenantGate>{children}</TenantGate>;
}
