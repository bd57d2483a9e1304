'use client';

import type { MailboxConditionInput } from '@mailhaul/contracts';
import { Button, Menu } from '@mantine/core';
import { Plus } from 'lucide-react';
import { kindLabels } from './condition-words.ts';

interface AddConditionProps {
  readonly value: readonly MailboxConditionInput[];
  /** Without one only addresses can be told apart. */
  readonly hasDirectory: boolean;
  readonly onAdd: (condition: MailboxConditionInput) => void;
  /** What has to be chosen first. */
  readonly onPick: (by: MailboxConditionInput['by']) => void;
}

const needDirectory: ReadonlySet<string> = new Set(['public-folders', 'group', 'unit']);
const kinds = Object.keys(kindLabels) as readonly MailboxConditionInput['by'][];

export function AddCondition({ value, hasDirectory, onAdd, onPick }: AddConditionProps) {
  const choose = (by: MailboxConditionInput['by']) => {
    if (by === 'all' || by === 'public-folders') onAdd({ effect: 'include', by });
    else onPick(by);
  };
  const refusalOf = (by: MailboxConditionInput['by']) => {
    if (!hasDirectory && needDirectory.has(by)) return 'needs a directory of the connection';
    const isOnce = by === 'all' || by === 'public-folders';
    return isOnce && value.some((one) => one.by === by) ? 'stands in the list' : undefined;
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Plus size={13} />}>
          Add condition
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((by) => {
          const refusal = refusalOf(by);
          return (
            <Menu.Item key={by} disabled={refusal !== undefined} onClick={() => choose(by)}>
              {kindLabels[by]}
              {refusal !== undefined && <span className="muted"> ({refusal})</span>}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
