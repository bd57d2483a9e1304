'use client';

import { ActionIcon, Button, Checkbox, Popover, SegmentedControl, Tooltip } from '@mantine/core';
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import type { Pair } from '@mailhaul/contracts';
import type { Column } from '../../ui/table/column.ts';
import type { Density } from '../../ui/table/data-table.tsx';
import classes from './column-chooser.module.css';

interface ColumnChooserProps {
  readonly columns: readonly Column<Pair>[];
  readonly shown: readonly string[];
  /** Undefined: the usual ones again. */
  readonly onChange: (ids: readonly string[] | undefined) => void;
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
}

/** Which columns, in which order, and how high the rows are; the first column stays. */
export function ColumnChooser(props: ColumnChooserProps) {
  const { columns, shown, onChange, density, onDensity } = props;
  const [first = '', ...rest] = shown;
  const labelOf = (id: string) => columns.find((column) => column.id === id)?.label ?? id;
  const hidden = columns.filter(({ id }) => !shown.includes(id)).map(({ id }) => id);
  const move = (id: string, by: number) => {
    const at = rest.indexOf(id);
    const next = rest.filter((one) => one !== id);
    next.splice(at + by, 0, id);
    onChange([first, ...next]);
  };
  return (
    <Popover position="bottom-end" shadow="sm" trapFocus>
      <Popover.Target>
        <Tooltip label="Columns and rows">
          <ActionIcon variant="default" aria-label="Columns and rows" visibleFrom="sm">
            <Columns3 size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Columns and rows">
        <SegmentedControl
          fullWidth
          mb={6}
          aria-label="Height of rows"
          value={density}
          onChange={(value) => onDensity(value)}
          data={[
            { value: 'usual', label: 'Usual rows' },
            { value: 'compact', label: 'Compact rows' },
          ]}
        />
        <ul className={classes.list}>
          {rest.map((id, place) => (
            <li key={id}>
              <Checkbox
                label={labelOf(id)}
                checked
                onChange={() => onChange([first, ...rest.filter((one) => one !== id)])}
              />
              <ActionIcon
                size={24}
                aria-label={`Move ${labelOf(id)} left`}
                disabled={place === 0}
                onClick={() => move(id, -1)}
              >
                <ArrowUp size={13} />
              </ActionIcon>
              <ActionIcon
                size={24}
                aria-label={`Move ${labelOf(id)} right`}
                disabled={place === rest.length - 1}
                onClick={() => move(id, 1)}
              >
                <ArrowDown size={13} />
              </ActionIcon>
            </li>
          ))}
          {hidden.map((id) => (
            <li key={id}>
              <Checkbox
                label={labelOf(id)}
                checked={false}
                onChange={() => onChange([...shown, id])}
              />
            </li>
          ))}
        </ul>
        <Button variant="subtle" fullWidth onClick={() => onChange(undefined)}>
          Usual columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
