import type { Connection } from '@mailhaul/contracts';
import { CircleCheck, CircleDashed, Unplug } from 'lucide-react';
import type { StatusLook } from '../../lib/pair-status.ts';
import { Mark } from '../../ui/status-mark.tsx';

const looks: Readonly<Record<Connection['status'], StatusLook>> = {
  untested: { label: 'Not tested', colour: 'grey', icon: CircleDashed },
  working: { label: 'Works', colour: 'green', icon: CircleCheck },
  broken: { label: 'Needs you', colour: 'red', icon: Unplug },
};

export function ConnectionMark({ status }: { status: Connection['status'] }) {
  return <Mark look={looks[status]} />;
}
