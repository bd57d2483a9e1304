'use client';

import { Radio, Stack, TextInput } from '@mantine/core';
import type { StepProps } from './step-props.ts';
import { type MatchWay, matchWays } from './wizard-draft.ts';

const labels: Readonly<Record<MatchWay, string>> = {
  'same-address': 'To the mailbox of the same address',
  'local-part': 'To the mailbox of the same name before the @, as the target’s directory tells',
  pattern: 'By a pattern',
  later: 'I match them in the match window',
};

export function StepMatching({ draft, set, faultOf }: StepProps) {
  const { matching } = draft;
  return (
    <>
      <Radio.Group
        label="Mailboxes that come without a target go"
        description="Who comes with a target keeps it. What no rule is sure of waits in the match window, which opens once the job is saved"
        value={matching.way}
        onChange={(way) => set({ matching: { ...matching, way } })}
      >
        <Stack gap={8} mt={8}>
          {matchWays.map((way) => (
            <Radio key={way} value={way} label={labels[way]} />
          ))}
        </Stack>
      </Radio.Group>
      {matching.way === 'pattern' && (
        <TextInput
          label="Address pattern"
          description="{localpart}, {domain} and {address} stand for the source’s"
          placeholder="{localpart}@new.example"
          value={matching.pattern}
          error={faultOf('Address pattern')}
          onChange={(event) =>
            set({ matching: { ...matching, pattern: event.currentTarget.value } })
          }
        />
      )}
    </>
  );
}
