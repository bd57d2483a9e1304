'use client';

import { ActionIcon, Button, Group, NumberInput, Stack } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { type Cell, closed, type Level, open, type ScheduleDraft } from './schedule-draft.ts';
import classes from './level-picker.module.css';

const megabyte = 1_000_000;
/** More ways to be slow are more than a grid can tell apart. */
const levelsMax = 3;

interface LevelPickerProps {
  readonly draft: Pick<ScheduleDraft, 'cells' | 'levels'>;
  readonly brush: Cell;
  readonly onBrush: (brush: Cell) => void;
  readonly onChange: (draft: Pick<ScheduleDraft, 'cells' | 'levels'>) => void;
  readonly isReadOnly: boolean;
}

/** What a level is called. */
export function levelName(cell: Cell): string {
  if (cell === closed) return 'Closed';
  if (cell === open) return 'Open';
  return cell === 2 ? 'Slower' : 'Slowest';
}

/** What the grid is painted with, and how slow slower times are. */
export function LevelPicker({ draft, brush, onBrush, onChange, isReadOnly }: LevelPickerProps) {
  const { cells, levels } = draft;
  const set = (cell: Cell, level: Level) =>
    onChange({ cells, levels: levels.map((one, at) => (at + 1 === cell ? level : one)) });
  const add = () => {
    onChange({ cells, levels: [...levels, { mailboxesMax: 2 }] });
    onBrush(levels.length + 1);
  };
  const remove = (cell: Cell) => {
    const lower = (one: Cell) => (one === cell ? open : one > cell ? one - 1 : one);
    onChange({
      cells: cells.map((row) => row.map(lower)),
      levels: levels.filter((_, at) => at + 1 !== cell),
    });
    onBrush(open);
  };
  return (
    <Stack gap={10}>
      <div role="radiogroup" aria-label="Paint" className={classes.brushes}>
        {[closed, ...levels.map((_, at) => at + 1)].map((cell) => (
          <button
            key={cell}
            type="button"
            role="radio"
            aria-checked={brush === cell}
            disabled={isReadOnly}
            className={classes.brush}
            onClick={() => onBrush(cell)}
          >
            <span className={classes.sample} data-level={Math.min(cell, 3)} aria-hidden />
            {levelName(cell)}
          </button>
        ))}
        {levels.length < levelsMax && (
          <Button
            variant="subtle"
            leftSection={<Plus size={13} />}
            disabled={isReadOnly}
            onClick={add}
          >
            Slower time
          </Button>
        )}
      </div>
      {levels.map((level, at) =>
        at === 0 ? null : (
          <Group key={at} gap={10} align="flex-end" wrap="nowrap">
            <NumberInput
              label={`${levelName(at + 1)}, MB/s`}
              placeholder="No limit"
              min={0.01}
              decimalScale={2}
              maw={170}
              value={level.bytesPerSecond === undefined ? '' : level.bytesPerSecond / megabyte}
              onChange={(value) => set(at + 1, withRate(level, value))}
            />
            <NumberInput
              label="Mailboxes at once"
              placeholder="No limit"
              min={1}
              allowDecimal={false}
              maw={150}
              value={level.mailboxesMax ?? ''}
              onChange={(value) => set(at + 1, withMailboxes(level, value))}
            />
            <ActionIcon
              aria-label={`Remove ${levelName(at + 1).toLowerCase()} times`}
              disabled={isReadOnly}
              onClick={() => remove(at + 1)}
            >
              <Trash2 size={15} />
            </ActionIcon>
          </Group>
        ),
      )}
    </Stack>
  );
}

function withRate({ bytesPerSecond: _rate, ...rest }: Level, value: number | string): Level {
  return typeof value === 'number' && value > 0
    ? { ...rest, bytesPerSecond: Math.round(value * megabyte) }
    : rest;
}

function withMailboxes({ mailboxesMax: _max, ...rest }: Level, value: number | string): Level {
  return typeof value === 'number' && value > 0 ? { ...rest, mailboxesMax: value } : rest;
}
