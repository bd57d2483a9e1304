'use client';

import { localText, wallMs } from '@mailhaul/contracts';
import {
  Alert,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { ExceptionList } from './exception-list.tsx';
import { levelName, LevelPicker } from './level-picker.tsx';
import {
  type Cell,
  closed,
  hasHalfHours,
  open,
  presets,
  type ScheduleDraft,
  scheduleOf,
  slotsOfHour,
} from './schedule-draft.ts';
import { exceptionWords, weekWords } from '../../lib/schedule-words.ts';
import { WeekGrid } from './week-grid.tsx';

import classes from './schedule-tab.module.css';

interface ScheduleFieldsProps {
  readonly draft: ScheduleDraft;
  readonly onChange: (draft: ScheduleDraft) => void;
  readonly isReadOnly: boolean;
  /** What was saved has times that the grid cannot show. */
  readonly isFine: boolean;
}

type Grain = 'hours' | 'halves';

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
const hoursMax = 744;

/** The week, the days that differ, and when deltas run. */
export function ScheduleFields({ draft, onChange, isReadOnly, isFine }: ScheduleFieldsProps) {
  const [brush, setBrush] = useState<Cell>(open);
  const [grain, setGrain] = useState<Grain>('hours');
  const { zone, cells, levels, exceptions, startAt, deltaEveryHours, deltaUntil } = draft;
  const set = (change: Partial<ScheduleDraft>) => onChange({ ...draft, ...change });
  const needsHalves = hasHalfHours(cells);
  const isHalved = needsHalves || grain === 'halves';
  const days = exceptionWords({ exceptions: [...exceptions] });
  const names = [closed, ...levels.map((_, at) => at + 1)].map(levelName);
  const wall = (at: number | undefined) => (at === undefined ? '' : localText(at, zone));
  return (
    <Stack gap={20}>
      {isFine && (
        <Alert color="yellow" variant="outline" maw={860}>
          The schedule has times that do not begin or end on the half hour. Saving from here rounds
          them; the command line and the API keep them.
        </Alert>
      )}
      <Select
        label="Time zone"
        description="The clock on the wall there decides, summer time included"
        searchable
        maw={320}
        data={zones.includes(zone) ? zones : [zone, ...zones]}
        value={zone}
        onChange={(next) => next !== null && set({ zone: next })}
      />
      <fieldset className={classes.block}>
        <legend>Week</legend>
        <Stack gap={10}>
          <Group gap={6}>
            <SegmentedControl
              aria-label="How fine the week is drawn"
              size="xs"
              value={isHalved ? 'halves' : 'hours'}
              onChange={(next) => setGrain(next)}
              data={[
                { value: 'hours', label: 'Hours', disabled: needsHalves },
                { value: 'halves', label: 'Half hours' },
              ]}
            />
            {presets.map((preset) => (
              <Button
                key={preset.label}
                variant="default"
                disabled={isReadOnly}
                onClick={() => set({ cells: preset.cells })}
              >
                {preset.label}
              </Button>
            ))}
          </Group>
          <LevelPicker
            draft={{ cells, levels }}
            brush={brush}
            onBrush={setBrush}
            onChange={set}
            isReadOnly={isReadOnly}
          />
          <WeekGrid
            cells={cells}
            slotsAtOnce={isHalved ? 1 : slotsOfHour}
            levelNames={names}
            brush={brush}
            onChange={(next) => set({ cells: next })}
            isReadOnly={isReadOnly}
          />
        </Stack>
        <p className={classes.words} aria-live="polite">
          {weekWords(scheduleOf(draft))}
        </p>
      </fieldset>
      <fieldset className={classes.block}>
        <legend>Days that differ{days === '' ? '' : `: ${days}`}</legend>
        <ExceptionList
          value={exceptions}
          onChange={(next) => set({ exceptions: next })}
          isReadOnly={isReadOnly}
        />
      </fieldset>
      <TextInput
        type="datetime-local"
        label="Not before"
        description={`On the clock of ${zone}; empty: from now on`}
        maw={320}
        value={wall(startAt)}
        onChange={(event) => set({ startAt: wallMs(event.currentTarget.value, zone) })}
      />
      <Group gap={16} align="flex-start">
        <NumberInput
          label="Delta every (hours)"
          description="After the last run began; empty: by hand"
          placeholder="By hand"
          min={1}
          max={hoursMax}
          allowDecimal={false}
          w={240}
          value={deltaEveryHours ?? ''}
          onChange={(hours) =>
            set({ deltaEveryHours: typeof hours === 'number' && hours > 0 ? hours : undefined })
          }
        />
        {deltaEveryHours !== undefined && (
          <TextInput
            type="datetime-local"
            label="Until the cutover at"
            description="Empty: until somebody ends it"
            w={240}
            value={wall(deltaUntil)}
            onChange={(event) => set({ deltaUntil: wallMs(event.currentTarget.value, zone) })}
          />
        )}
      </Group>
    </Stack>
  );
}
