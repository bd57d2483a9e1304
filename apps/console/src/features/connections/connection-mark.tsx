import type { Connection } from '@mailhaul/contracts';
import { CircleCheck, CircleDashed, CircleDotDashed, Unplug } from 'lucide-react';
import type { Look } from '../../lib/pair-status.ts';
import { Mark } from '../../ui/status-mark.tsx';
import { useBackgroundTests } from './use-background-test.ts';

const looks: Readonly<Record<Connection['status'], Look>> = {
  untested: { label: 'Not tested', colour: 'grey', icon: CircleDashed },
  working: { label: 'Works', colour: 'green', icon: CircleCheck },
  broken: { label: 'Needs you', colour: 'red', icon: Unplug },
};

const testing: Look = { label: 'Testing…', colour: 'blue', icon: CircleDotDashed };

/** How a connection stands; while a test goes on that nobody looks at, that. */
export function ConnectionMark({ connection }: { connection: Connection }) {
  const isTesting = useBackgroundTests().get(connection.id)?.kind === 'running';
  return <Mark look={isTesting ? testing : looks[connection.status]} />;
}
