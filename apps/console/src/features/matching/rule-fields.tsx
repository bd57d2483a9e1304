'use client';

import { Chip, Group, Stack, TextInput } from '@mantine/core';
import type { ProblemFault } from '@mailhaul/contracts';
import { directoryRules, ruleLabels, type RuleDraft } from './match-rules.ts';
import classes from './matching.module.css';

interface RuleFieldsProps {
  readonly draft: RuleDraft;
  readonly faults: readonly ProblemFault[];
  readonly onChange: (draft: RuleDraft) => void;
}

/** By what targets are found. */
export function RuleFields({ draft, faults, onChange }: RuleFieldsProps) {
  const faultOf = (field: string) =>
    faults.find(({ place }) => place.endsWith(`.${field}`))?.message;
  return (
    <Stack gap={12} className={classes.rules}>
      <Chip.Group
        multiple
        value={[...draft.directory]}
        onChange={(value) =>
          onChange({ ...draft, directory: directoryRules.filter((one) => value.includes(one)) })
        }
      >
        <Group gap={6} role="group" aria-label="Rules over the directories">
          {directoryRules.map((rule) => (
            <Chip key={rule} value={rule} size="xs" radius="sm" variant="light">
              {ruleLabels[rule]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <div className={classes.fields}>
        <TextInput
          label="Address pattern"
          description="{localpart}, {domain} and {address} stand for the source’s"
          placeholder="{localpart}@new.example"
          value={draft.pattern}
          error={faultOf('pattern')}
          onChange={(event) => onChange({ ...draft, pattern: event.currentTarget.value })}
        />
        <TextInput
          label="Expression over the source address"
          description="A regular expression for the whole address"
          placeholder="(\w+)\.(\w+)@old\.example"
          value={draft.expression}
          error={faultOf('expression')}
          onChange={(event) => onChange({ ...draft, expression: event.currentTarget.value })}
        />
        <TextInput
          label="Becomes"
          description="$1 and $2 stand for its groups"
          placeholder="$2.$1@new.example"
          value={draft.replacement}
          error={faultOf('target')}
          onChange={(event) => onChange({ ...draft, replacement: event.currentTarget.value })}
        />
      </div>
    </Stack>
  );
}
