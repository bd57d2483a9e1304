'use client';

import { type News, newsShownMax } from '@mailhaul/contracts';
import { Checkbox, NativeSelect, NumberInput, Stack } from '@mantine/core';
import { kindsOf, mailTimes, newsKinds, type NewsOptionsDraft, toggled } from './news-options.ts';
import classes from './news-options.module.css';

interface NewsKindFieldsProps {
  readonly tone: News['tone'];
  readonly draft: NewsOptionsDraft;
  readonly isReadOnly: boolean;
  readonly onChange: (draft: NewsOptionsDraft) => void;
}

/** For each kind whether it is shown, and whether it is mailed. */
export function NewsKindFields({ tone, draft, isReadOnly, onChange }: NewsKindFieldsProps) {
  const { hidden, mailed, shown, everyMinutes } = draft;
  const times = mailTimes.some(([minutes]) => minutes === everyMinutes[tone])
    ? mailTimes
    : [...mailTimes, [everyMinutes[tone], `Every ${everyMinutes[tone]} minutes at most`] as const];
  return (
    <Stack gap={14}>
      <table className={classes.kinds}>
        <thead>
          <tr>
            <th scope="col">Alert</th>
            <th scope="col">Email notification</th>
          </tr>
        </thead>
        <tbody>
          {kindsOf(tone).map((about) => (
            <tr key={about}>
              <td>
                <Checkbox
                  label={newsKinds[about].label}
                  checked={!hidden.includes(about)}
                  disabled={isReadOnly}
                  onChange={({ currentTarget: { checked } }) =>
                    onChange({ ...draft, hidden: toggled(hidden, about, !checked) })
                  }
                />
              </td>
              <td>
                <Checkbox
                  aria-label={`Email: ${newsKinds[about].label}`}
                  checked={mailed.includes(about)}
                  disabled={isReadOnly}
                  onChange={({ currentTarget: { checked } }) =>
                    onChange({ ...draft, mailed: toggled(mailed, about, checked) })
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.pair}>
        <NumberInput
          label="Shown at most"
          description={`In a tile, the newest first; up to ${newsShownMax}.`}
          value={shown[tone]}
          min={1}
          max={newsShownMax}
          clampBehavior="strict"
          allowDecimal={false}
          disabled={isReadOnly}
          onChange={(value) => {
            const count = Number(value);
            if (Number.isInteger(count) && count >= 1)
              onChange({ ...draft, shown: { ...shown, [tone]: count } });
          }}
        />
        <NativeSelect
          label="E-mails go out"
          description="What came since is one mail."
          value={String(everyMinutes[tone])}
          disabled={isReadOnly}
          data={times.map(([minutes, label]) => ({ value: String(minutes), label }))}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...draft, everyMinutes: { ...everyMinutes, [tone]: Number(value) } })
          }
        />
      </div>
    </Stack>
  );
}
