'use client';

import { Button, Group } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useAddress } from '../../lib/use-address.ts';
import { ConnectionSelect } from '../jobs/connection-select.tsx';
import type { StepProps } from './step-props.ts';

interface StepSideProps extends StepProps {
  readonly side: 'source' | 'target';
}

/** One of the two connections: chosen here, or made in place. */
export function StepSide({ side, draft, set, job, faultOf }: StepSideProps) {
  const { change } = useAddress();
  const label = side === 'source' ? 'Source connection' : 'Target connection';
  const isFixed = job !== undefined && job.run > 0;
  const isSame = draft.source !== null && draft.source === draft.target;
  return (
    <>
      <ConnectionSelect
        label={label}
        value={draft[side]}
        error={faultOf(label)}
        onChange={(id) => set({ [side]: id })}
        refusal={
          isFixed ? 'Mailboxes were copied over it: make another job for another' : undefined
        }
      />
      {!isFixed && (
        <Group>
          <Button
            variant="default"
            leftSection={<Plus size={14} />}
            onClick={() => change({ make: side }, true)}
          >
            New connection
          </Button>
        </Group>
      )}
      {isSame && (
        <p className="muted">
          Source and target are the same system: mailboxes are copied within it.
        </p>
      )}
    </>
  );
}
